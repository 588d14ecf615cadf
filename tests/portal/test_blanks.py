"""Forms nobody has filled in are drawn once: as Django draws them, and each with its own."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.utils import translation

from tests.portal.world import World
from tickets.blanks import BlankForm, HiddenWord, _drawn
from tickets.policy import Deed
from tickets.station_fields import SeizuresField
from tickets.views.panels import PANELS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_drawn_yet() -> None:
    _drawn.clear()


class Read(HTMLParser):
    """What a reader sees of a page: tags and words, and not how they are spaced."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        once = dict(attrs).get("name") == "once"  # another one each time it is asked for
        self.parts.append((tag, [each for each in attrs if not (once and each[0] == "value")]))

    def handle_endtag(self, tag) -> None:
        self.parts.append(tag)

    def handle_data(self, data) -> None:
        self.parts += data.split()


class Places(BlankForm):
    place = forms.ChoiceField(label="Place", choices=[("a", "Ait"), ("b", "Bhogaon")])
    words = forms.CharField(label="Words", help_text="In a line.", required=False)


@pytest.mark.parametrize("deed", list(PANELS))
def test_every_form_looks_as_django_draws_it(deed: Deed, world: World):
    for ticket in (world.new, world.acknowledged, world.told):
        for language in ("hi", "en", "hi"):
            with translation.override(language):
                form = PANELS[deed].form(ticket=ticket, officer=world.desk)

                assert Read(form.as_div()).parts == Read(form.render()).parts


def test_the_second_is_not_drawn_again(world: World, monkeypatch):
    about = {"ticket": world.new, "officer": world.desk}
    first = PANELS[Deed.FORWARD].form(**about).as_div()
    monkeypatch.setattr("django.forms.renderers.BaseRenderer.render", None)

    assert PANELS[Deed.FORWARD].form(**about).as_div() == first


def test_what_is_offered_chosen_or_called_otherwise_is_drawn_anew():
    seen = {Places().as_div()}
    for field, about, changed in (
        ("place", "choices", [("a", "Ait")]),
        ("place", "label", "Village"),
        ("words", "help_text", "Which?"),
        ("words", "required", True),
    ):
        form = Places()
        setattr(form.fields[field], about, changed)
        seen.add(form.as_div())
    seen.add(Places(initial={"place": "b"}).as_div())
    seen.add(Places(auto_id="other_%s").as_div())
    seen.add(Places(prefix="second").as_div())

    assert len(seen) == 8


def test_words_somebody_wrote_are_shown_and_not_kept():
    page = Places(initial={"words": "शराब"}).as_div()

    assert "शराब" in page
    assert not any("शराब" in kept for kept in _drawn.values())
    assert "शराब" not in Places().as_div()


def test_a_form_that_was_sent_shows_what_was_wrong():
    Places().as_div()
    form = Places({"place": "c", "words": "<b>"})

    assert form.as_div() == form.render()
    assert "errorlist" in form.as_div() and "&lt;b&gt;" in form.as_div()
    assert "errorlist" in form["place"].as_field_group()
    assert "errorlist" not in Places(initial={"place": "c"}).as_div()


def test_what_a_widget_says_is_said_in_the_language_of_the_page():
    class Seized(BlankForm):
        things = SeizuresField(label="–")

    seen = set()
    for language in ("hi", "en"):
        with translation.override(language):
            seen.add(Seized().as_div())

    assert len(seen) == 2


def test_a_hidden_word_is_drawn_as_django_draws_it():
    class Hidden(BlankForm):
        ours = forms.CharField(widget=HiddenWord)

    for given in (None, "", '<"a">', "x"):
        for form in (Hidden(initial={"ours": given}), Hidden({"ours": given})):
            theirs = forms.HiddenInput().render("ours", form["ours"].value(), {"id": "id_ours"})

            assert str(form["ours"]) == theirs
