"""Many near copies within an hour fold into one row; what must be seen alone stays alone."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_category, make_line, make_officer
from tickets import events, floods
from tickets.lifecycle import CloseReason, Status
from tickets.models import Clock, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import forwarding, resolution, restriction, together, undoing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
COPIED = "कल रात बाज़ार में सब दुकानें बंद रहेंगी, यह सन्देश सबको भेजो। क्रमांक {}"
OTHERS = [
    "स्कूल के पास दो लड़के नशे की पुड़िया बेच रहे हैं, छुट्टी के समय।",
    "नदी से रात में रेत निकाली जा रही है, तीन ट्रैक्टर और एक जेसीबी।",
    "Trucks loaded with cattle pass the toll after two at night, no number plates.",
    "गाँव के बाहर ईंट भट्ठे के पीछे कच्ची शराब बनती है।",
    "बस अड्डे के पास एक आदमी रोज़ लड़कियों का पीछा करता है।",
    "मेरे पड़ोसी के घर से रात भर जुए की आवाज़ें आती हैं।",
]


def pour(world, number: int = 6, *, after=timedelta(0), **fields) -> list[Ticket]:
    """Open near copies of one text, ten seconds apart."""
    return [
        world.open(
            **{
                "text": COPIED.format(each),
                "at": NOON + after + each * timedelta(seconds=10),
                **fields,
            }
        )
        for each in range(number)
    ]


def found(officer) -> list[list[int]]:
    return [flood.keys for flood in floods.find(Ticket.objects.visible_to(officer))]


def keys(tickets) -> list[int]:
    return [ticket.pk for ticket in tickets]


class TestFolding:
    def test_sixty_alike_in_an_hour_are_one_with_the_first_in_front(self, world):
        poured = pour(world, 60)

        assert found(world.desk) == [keys(poured)]

    def test_different_texts_are_not(self, world):
        for text in OTHERS:
            world.open(text=text)

        assert found(world.desk) == []

    def test_a_common_beginning_is_not_enough(self, world):
        polite = "महोदय, सविनय निवेदन है कि मैं इस शहर का एक साधारण नागरिक हूँ। " * 6
        for text in OTHERS:
            world.open(text=polite + text * 30)

        assert found(world.desk) == []

    def test_short_words_are_not(self, world):
        pour(world, text="मदद करो")

        assert found(world.desk) == []

    @pytest.mark.parametrize(("wanted", "folds"), [(6, True), (7, False)])
    def test_the_line_says_how_many_make_a_flood(self, world, wanted, folds):
        world.line.shaping = {"alike_tickets": wanted}
        world.line.save()
        pour(world, 6)

        assert bool(found(world.desk)) is folds

    def test_after_the_hour_another_flood_begins(self, world):
        early, late = pour(world), pour(world, after=61 * MINUTE)

        assert found(world.desk) == [keys(early), keys(late)]

    def test_another_line_is_another_flood(self, world):
        elsewhere = make_line(world.tree.district)

        pour(world, 4)
        pour(world, 4, line=elsewhere)

        assert found(world.desk) == []

    def test_an_emergency_keeps_its_own_row(self, world):
        born = pour(world, 6, priority=Ticket.Priority.EMERGENCY)
        alike = pour(world, 12)
        Ticket.objects.filter(pk__in=keys(alike[6:])).update(priority=Ticket.Priority.EMERGENCY)

        assert found(world.desk) == [keys(alike[:6])]
        assert not Ticket.objects.filter(alike_to__in=born).exists()

    def test_a_restricted_one_keeps_its_own_row(self, world):
        about_police = make_category(world.line, about_police=True)
        pour(world, 6, category=about_police)
        alike = pour(world, 7)
        restriction.restrict(
            ticket_id=alike[3].pk, by=world.chief, at=NOON, reason="x", unit=world.tree.station
        )

        assert found(world.desk) == found(world.chief) == [keys(alike[:3] + alike[4:])]

    def test_a_higher_priority_is_not_folded_under_a_lower(self, world):
        pour(world, 4)
        pour(world, 4, priority=Ticket.Priority.HIGH)

        assert found(world.desk) == []

    def test_what_came_back_from_a_station_has_its_own_row(self, world):
        alike = pour(world, 7)
        world.forward(alike[1])
        forwarding.return_to_desk(ticket_id=alike[1].pk, by=world.head, at=NOON, reason="नहीं")

        assert found(world.desk) == [keys([alike[0], *alike[2:]])]

    def test_the_count_is_of_what_this_officer_sees(self, world):
        alike = pour(world, 8)
        Ticket.objects.filter(pk__in=keys(alike[:2])).update(unit=world.tree.other_district)

        assert found(world.desk) == [keys(alike[2:])]
        assert found(world.stranger) == []


def close(world, tickets, **given) -> int:
    usual = {"by": world.desk, "at": NOON + MINUTE, "reason": CloseReason.SPAM, "note": "अफ़वाह"}
    return together.close(
        ticket_id=tickets[0].pk, codes=[one.code for one in tickets], **{**usual, **given}
    )


def states(tickets) -> list[str]:
    return [Ticket.objects.get(pk=ticket.pk).status for ticket in tickets]


class TestClosing:
    def test_closes_all_with_reason_and_history(self, world):
        alike = pour(world)

        assert close(world, alike) == 6

        assert set(states(alike)) == {Status.CLOSED}
        for ticket in alike:
            event = ticket.events.get(kind=events.CLOSED)
            assert (event.by, event.note, event.data["reason"]) == (world.desk, "अफ़वाह", "spam")
            assert not ticket.clocks.running().exists()

    def test_as_duplicates_of_the_first_which_stays(self, world):
        alike = pour(world)

        assert close(world, alike, reason=CloseReason.DUPLICATE, note="") == 5

        assert states(alike) == [Status.NEW, *[Status.CLOSED] * 5]
        assert Ticket.objects.get(pk=alike[5].pk).duplicate_of == alike[0]

    def test_leaves_what_was_not_ticked_and_what_is_not_alike(self, world):
        alike, other = pour(world), world.open(text=OTHERS[0])
        gone = world.forward(alike[5])

        assert close(world, [*alike[:3], gone, other]) == 3

        assert states(alike[3:5]) == [Status.NEW] * 2
        assert states([gone, other]) == [Status.WITH_STATION, Status.NEW]

    def test_needs_words_and_at_least_one(self, world):
        alike = pour(world)

        for wrong in ({"note": ""}, {"codes": []}):
            with pytest.raises(Unacceptable):
                together.close(
                    **{
                        "ticket_id": alike[0].pk,
                        "codes": [one.code for one in alike],
                        "by": world.desk,
                        "at": NOON,
                        "reason": CloseReason.SPAM,
                        "note": "x",
                        **wrong,
                    }
                )
        assert set(states(alike)) == {Status.NEW}

    def test_a_post_without_the_deed_may_not(self, world):
        alike = pour(world)

        with pytest.raises(NotAllowed):
            close(world, alike, by=world.office)

    def test_another_district_does_not_know_of_them(self, world):
        with pytest.raises(Ticket.DoesNotExist):
            close(world, pour(world), by=world.stranger)


class TestTakingBack:
    def word(self, world, at=NOON + MINUTE) -> str:
        return undoing.undoable(world.desk, now=at)[0]["word"]

    def test_within_the_window_all_are_new_again(self, world):
        alike = pour(world)
        close(world, alike)

        assert together.undo(word=self.word(world), by=world.desk, at=NOON + 10 * MINUTE) == 6

        assert set(states(alike)) == {Status.NEW}
        told = list(alike[0].events.order_by("number").values_list("kind", flat=True))
        assert told == [events.OPENED, events.CLOSED, events.REOPENED]
        assert found(world.desk) == [keys(alike)]
        assert undoing.undoable(world.desk, now=NOON + 10 * MINUTE) == []

    def test_the_clocks_are_as_if_nothing_had_happened(self, world):
        alike = pour(world)
        before = set(Clock.objects.values_list("ticket", "name", "round", "turn", "due_at"))
        close(world, alike)

        together.undo(word=self.word(world), by=world.desk, at=NOON + 10 * MINUTE)

        running = Clock.objects.running()
        assert set(running.values_list("ticket", "name", "round", "turn", "due_at")) == before
        assert set(Ticket.objects.values_list("round", flat=True)) == {1}

    def test_after_it_a_sentence(self, world):
        alike = pour(world)
        close(world, alike)
        word = self.word(world)

        with pytest.raises(DoesNotFollow):
            together.undo(word=word, by=world.desk, at=NOON + 11 * MINUTE)
        assert set(states(alike)) == {Status.CLOSED}
        assert undoing.undoable(world.desk, now=NOON + 11 * MINUTE) == []

    def test_only_what_was_closed_together_and_by_whoever_did(self, world):
        alike, alone = pour(world), world.open(text=OTHERS[0])
        at = NOON + MINUTE
        resolution.close(
            ticket_id=alone.pk, by=world.desk, at=at, reason=CloseReason.SPAM, note="x"
        )
        close(world, alike)
        other = make_officer(Role.DESK, world.tree.district)

        with pytest.raises(DoesNotFollow):
            together.undo(word=self.word(world), by=other, at=at)
        assert together.undo(word=self.word(world), by=world.desk, at=at) == 6
        assert states([alone]) == [Status.CLOSED]

    def test_one_that_was_reopened_and_closed_again_stays_closed(self, world):
        alike = pour(world)
        close(world, alike)
        again = {"ticket_id": alike[0].pk, "by": world.desk, "at": NOON + 2 * MINUTE}
        resolution.reopen(**again, reason="x")
        resolution.close(**again, reason=CloseReason.FALSE, note="x")

        assert together.undo(word=self.word(world), by=world.desk, at=NOON + 3 * MINUTE) == 5
        assert states(alike[:1]) == [Status.CLOSED]
