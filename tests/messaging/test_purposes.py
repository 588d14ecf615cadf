"""What we ask WhatsApp to approve: within its limits, in every language, telling nothing."""

import re

import pytest
from django.utils.translation import override

from messaging import templates
from messaging.models import Template
from messaging.purposes import TEXTS
from tests.messaging.sending import sending

LANGUAGES = ["hi", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", TEXTS)
class TestEachText:
    def test_keeps_to_what_whatsapp_takes(self, purpose, language):
        with override(language):
            words = str(TEXTS[purpose].words)
            buttons = list(map(str, TEXTS[purpose].buttons))

        assert 0 < len(words) <= 1024
        assert not words.startswith("{{") and not words.endswith("}}")
        assert "}}{{" not in words.replace(" ", "")
        # twenty, because the same buttons go under a message inside the window
        assert all(0 < len(button) <= 20 for button in buttons)
        assert len(set(buttons)) == len(buttons) <= 3

    def test_names_each_value_and_has_an_example_of_it(self, purpose, language):
        with override(language):
            named = set(re.findall(r"{{(\w+)}}", str(TEXTS[purpose].words)))

        assert named == set(TEXTS[purpose].examples)

    def test_is_in_its_language(self, purpose, language):
        with override(language):
            words = TEXTS[purpose].filled(TEXTS[purpose].examples)

        assert bool(re.search("[\u0900-\u097f]", words)) == (language == "hi")
        assert "{{" not in words


@pytest.mark.django_db
def test_every_text_is_registered_once_in_every_language(settings):
    with sending(settings) as world:
        templates.synchronise(now=world.now)
        templates.synchronise(now=world.now)

        approved = Template.objects.filter(line=world.line, status="approved")
        found = set(approved.values_list("purpose", "language"))
    assert found == {(purpose, language) for purpose in TEXTS for language in LANGUAGES}
