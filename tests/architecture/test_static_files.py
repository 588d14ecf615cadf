"""Production serves static files by fingerprint: every name a page or stylesheet uses exists."""

import re

from django.core.management import call_command

from sataark.fingerprints import Fingerprints
from tests.architecture.sources import ROOT

NAMED = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")


def test_every_static_name_has_a_fingerprint(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "sataark.fingerprints.Fingerprints"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.contrib.staticfiles.storage import staticfiles_storage

    used = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in NAMED.findall(page.read_text(encoding="utf-8"))
    }

    assert {name for name in used if staticfiles_storage.stored_name(name) == name} == set()


def test_before_anything_is_collected_pages_name_files_as_they_are(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path

    assert Fingerprints().url("css/portal.css") == "/static/css/portal.css"
