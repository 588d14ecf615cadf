"""Where made-up officers may be: nowhere that citizens write."""

import pytest
from django.core.management import CommandError, call_command

from sataark.rehearsal import is_rehearsal

META = "https://graph.facebook.com"


@pytest.mark.parametrize(
    ("simulator", "public_url", "whatsapp_url", "may"),
    [
        (False, "https://tips.example.in", META, False),
        (True, "https://tips.example.in", META, True),
        (False, "http://127.0.0.1:8000", META, True),
        (False, "http://localhost", META, True),
        (False, "https://tips.example.in", "http://127.0.0.1:9", True),
        (False, "https://tips.example.in", "https://graph.facebook.com:443/x", False),
        (False, "https://127.0.0.1.example.in", META, False),
    ],
)
def test_an_installation_that_citizens_can_reach_is_real(simulator, public_url, whatsapp_url, may):
    asked = {"simulator": simulator, "public_url": public_url, "whatsapp_url": whatsapp_url}

    assert is_rehearsal(**asked) is may


@pytest.mark.django_db
def test_a_real_installation_loads_no_made_up_officers(settings):
    settings.SATAARK_DEMO = False

    with pytest.raises(CommandError, match="SATAARK_DEMO"):
        call_command("load_blueprint", "bareilly-pro", "--demo-officers")
