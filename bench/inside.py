"""Run one of our modules that needs Django: `python -m bench.inside MODULE ARGUMENT ...`."""

import os
import sys
from importlib import import_module

import django


def main(module: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")
    django.setup()
    import_module(f"bench.{module}").main(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
