"""A history in words."""

import pytest
from django.utils import timezone, translation

from districts.models import Role
from tests.factories import make_officer
from tickets import events, retelling
from tickets.services import restriction
from tickets.sight import Sight

pytestmark = pytest.mark.django_db
KINDS = {name for name, kind in vars(events).items() if name.isupper() and isinstance(kind, str)}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_event_has_an_icon_and_a_sentence(kind):
    assert getattr(events, kind) in retelling.ICONS
    assert getattr(events, kind) in retelling.SENTENCES


def test_a_whole_story_is_told_newest_first(world):
    with translation.override("hi"):
        told = retelling.retell(world.told)

    assert [line.sentence for line in told][-8:] == [
        "नतीजा: कार्रवाई की गई",
        "कार्रवाई: एफ़आईआर दर्ज",
        "टिप्पणी",
        "नागरिक ने जवाब दिया",
        "नागरिक से पूछा गया",
        "स्वीकार किया",
        "कोतवाली को भेजा गया",
        "आया",
    ]
    assert (told[-1].who, told[-2].who) == ("नागरिक", "रीना शर्मा")
    assert told[-2].post == "PRO, बरेली"
    assert ("धाराएँ", "UP Excise 60, BNS 274") in told[-7].facts


def test_a_post_is_told_in_the_language_of_the_reader_not_of_the_actor(world):
    with translation.override("en"):
        untitled = make_officer(Role.STATION_OFFICER, world.kotwali)
        world.new.refresh_from_db()
        world.new.record(events.NOTED, by=untitled, at=timezone.now(), note="x")

    with translation.override("hi"):
        assert retelling.retell(world.new)[0].post == "थाना अधिकारी, कोतवाली"


def test_a_hearing_is_told_with_day_and_token(world):
    world.new.refresh_from_db()
    asked = {"day": "2026-11-23", "token": "4"}
    world.new.record(events.HEARING_ASKED, by=None, at=timezone.now(), data=asked)

    with translation.override("en"):
        line = retelling.retell(world.new, Sight(is_exact=True))[0]
        blurred = retelling.retell(world.new)[0]
    assert line.sentence == "Asked to be heard on 23 Nov 2026, token 4"
    assert line.who == "Citizen"
    # tokens are given in the order of asking: below the district that would tell when
    assert blurred.sentence == "Asked to be heard on 23 Nov 2026, token –"


def test_a_missed_clock_says_who_was_told(world):
    with translation.override("en"):
        sentences = [line.sentence for line in retelling.retell(world.waiting)]

    assert "Late (Station acknowledges): Circle officer, City First was told" in sentences


def test_what_a_sentence_does_not_know_is_a_dash(world):
    world.new.refresh_from_db()
    world.new.record(events.FORWARDED, by=None, at=timezone.now(), data={"to": "gone"})

    assert retelling.retell(world.new)[0].sentence.endswith(("–", "– को भेजा गया"))


def test_the_history_names_nobody_new(world):
    """A restriction is told by its reason; whom it names stays in the data."""
    accused = make_officer(Role.STATION_OFFICER, world.kotwali, name="Planted Name")
    restriction.restrict(
        ticket_id=world.waiting.pk, by=world.chief, at=timezone.now(), reason="x", officer=accused
    )
    world.waiting.refresh_from_db()

    assert "Planted Name" not in repr(retelling.retell(world.waiting))


def test_retelling_costs_the_same_however_long_the_history(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        retelling.retell(world.told)

    world.told.refresh_from_db()
    for _ in range(20):
        world.told.record(events.NOTED, by=world.head, at=timezone.now(), note="फिर")
    with django_assert_num_queries(2):
        retelling.retell(world.told)
