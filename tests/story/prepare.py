"""What `make run` prepares, for one district, with a line that loses patience in a minute."""

import sys
from pathlib import Path

from local import prepare


def main(logins: Path) -> int:
    only = Path(sys.argv[1]).parent / "blueprints"
    only.mkdir(exist_ok=True)
    (only / "bareilly-pro.yaml").touch()
    prepare.BLUEPRINTS = only
    status = prepare.main(logins)
    from districts.models import Line

    Line.objects.filter(code="bareilly-pro").update(
        clock_minutes={"triage": 60, "acknowledge": 1, "act": 240, "resolve": 4320},
        ladder=[{"after_minutes": 0, "role": "circle"}, {"after_minutes": 1, "role": "chief"}],
    )
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
