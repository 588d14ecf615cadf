"""Who is who: one person stays one, two never become one, and each answer finds its way."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from messaging import addresses, identity, moves
from messaging.models import Alias, Contact, Conversation, Thread
from messaging.parts import contact_of
from messaging.payloads import Change
from tests.factories import NOON, make_ticket
from tests.messaging.arriving import BSUID, DAY, PHONE, a_line
from vault.rings import PrivateRing, private_ring

OTHER_PHONE, OTHER_BSUID = "915550000002", "IN.SYNTH0002"
PARENT = "IN.ENT.SYNTH0009"

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return a_line()


@pytest.fixture
def meet(line):
    """Let a message come from an id, a phone number, or both; return its conversation."""

    def resolve(bsuid: str | None = None, phone: str | None = None, *, days: float = 0, **more):
        message = {"from": phone, "from_user_id": bsuid, **more}
        return identity.resolve(
            line=line,
            raw_message={key: value for key, value in message.items() if value is not None},
            raw_contact={},
            now=NOON + days * DAY,
        )

    return resolve


def recipient(conversation: Conversation) -> tuple[str, str]:
    found = identity.address_of(Contact.objects.get(pk=conversation.contact_id))
    return found.kind, found.address.reveal()


class TestOnePersonStaysOne:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ((BSUID, None), (BSUID, None)),
            ((None, PHONE), (None, PHONE)),
            ((None, PHONE), (None, f"+{PHONE}")),
            ((BSUID, PHONE), (BSUID, None)),
            ((BSUID, PHONE), (None, PHONE)),
            ((BSUID, None), (BSUID, PHONE)),
            ((None, PHONE), (BSUID, PHONE)),
            ((BSUID, PHONE), (BSUID, OTHER_PHONE)),
            ((BSUID, PHONE), (None, BSUID)),
        ],
    )
    def test_whichever_address_comes(self, meet, first, second):
        assert meet(*first) == meet(*second, days=1)
        assert Contact.objects.count() == 1

    def test_by_the_parent_id_when_the_other_is_new(self, meet):
        first = meet(BSUID, from_parent_user_id=PARENT)

        assert meet(OTHER_BSUID, from_parent_user_id=PARENT) == first

    def test_on_two_lines_of_one_portfolio_is_one_contact_with_two_talks(self, line, meet):
        second = a_line()
        here = meet(BSUID)
        there = identity.resolve(
            line=second, raw_message={"from_user_id": BSUID}, raw_contact={}, now=NOON
        )

        assert here != there
        assert here.contact == there.contact

    def test_ids_of_the_contact_card_count_too(self, line, meet):
        card = {"wa_id": PHONE, "user_id": BSUID}
        first = identity.resolve(line=line, raw_message={}, raw_contact=card, now=NOON)

        assert meet(BSUID) == first

    def test_an_old_address_is_kept_with_its_time(self, meet):
        meet(BSUID, PHONE)
        meet(BSUID, OTHER_PHONE, days=5)

        old, new = Alias.objects.filter(kind="phone").order_by("valid_from")
        assert (old.valid_to, new.valid_to) == (NOON + 5 * DAY, None)

    def test_seen_is_noted_by_the_day(self, meet):
        meet(BSUID)
        meet(BSUID, days=0.5)
        assert Alias.objects.get().last_seen_at == NOON

        meet(BSUID, days=2)
        assert Alias.objects.get().last_seen_at == NOON + 2 * DAY


class TestTwoStayTwo:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ((BSUID, None), (OTHER_BSUID, None)),
            ((None, PHONE), (None, OTHER_PHONE)),
            ((BSUID, PHONE), (OTHER_BSUID, OTHER_PHONE)),
            ((BSUID, PHONE), (None, OTHER_PHONE)),
        ],
    )
    def test_with_different_addresses(self, meet, first, second):
        assert meet(*first).contact != meet(*second).contact

    def test_with_one_name(self, line):
        profile = {"profile": {"name": "Synthia", "username": "synthia"}}
        talks = {
            identity.resolve(
                line=line,
                raw_message={"from_user_id": bsuid},
                raw_contact={**profile, "user_id": bsuid},
                now=NOON,
            ).contact
            for bsuid in (BSUID, OTHER_BSUID)
        }

        assert len(talks) == 2

    def test_in_two_portfolios(self, meet):
        stranger = identity.resolve(
            line=a_line(portfolio="elsewhere"),
            raw_message={"from_user_id": BSUID},
            raw_contact={},
            now=NOON,
        )

        assert meet(BSUID).contact != stranger.contact

    def test_addresses_of_two_are_settled_by_the_id_and_told_to_someone(self, meet, caplog):
        by_id, by_phone = meet(BSUID), meet(None, PHONE)

        assert meet(BSUID, PHONE) == by_id
        assert meet(None, PHONE) == by_phone
        assert "two contacts" in caplog.text
        assert BSUID not in caplog.text

    def test_a_number_silent_for_long_belongs_to_a_stranger(self, meet):
        before = meet(BSUID, PHONE)

        after = meet(OTHER_BSUID, PHONE, days=91)

        assert after.contact != before.contact
        assert recipient(after) == ("bsuid", OTHER_BSUID)
        assert recipient(before) == ("bsuid", BSUID)

    def test_a_number_of_someone_without_an_id_leads_to_nobody_once_it_is_recycled(self, meet):
        before = meet(None, PHONE)

        meet(OTHER_BSUID, PHONE, days=91)

        with pytest.raises(identity.NoAddress):
            recipient(before)

    @pytest.mark.parametrize(("days", "same"), [(89, True), (90, True), (90.01, False)])
    def test_ninety_days_are_the_limit(self, meet, days: float, same: bool):
        assert (meet(BSUID, PHONE) == meet(OTHER_BSUID, PHONE, days=days)) is same

    def test_senders_without_any_address_are_kept_apart(self, meet):
        first, second = meet(), meet(None, "nonsense")

        assert first.contact != second.contact
        with pytest.raises(identity.NoAddress):
            recipient(first)

    def test_one_address_cannot_be_live_with_two(self, meet):
        alias = Alias.objects.get(contact=meet(BSUID).contact)
        alias.pk, alias.contact = "00000000-0000-4000-8000-000000000000", meet(OTHER_BSUID).contact

        with pytest.raises(IntegrityError), transaction.atomic():
            alias.save(force_insert=True)


class TestContactOfAMessage:
    @pytest.mark.parametrize(
        ("message", "contacts", "chosen"),
        [
            ({"from": PHONE}, [{"wa_id": OTHER_PHONE}, {"wa_id": PHONE}], 1),
            ({"from_user_id": BSUID}, [{"user_id": OTHER_BSUID}, {"user_id": BSUID}], 1),
            ({"from": BSUID}, [{"user_id": BSUID}], 0),
            ({}, [{"user_id": BSUID}], 0),
            ({}, [{"user_id": BSUID}, {"user_id": OTHER_BSUID}], None),
            ({"from": PHONE}, [{"wa_id": OTHER_PHONE, "user_id": BSUID}], None),
            ({"from": PHONE}, [None, 5, []], None),
            ({"from": [PHONE]}, [{"wa_id": [PHONE]}], 0),
        ],
    )
    def test_is_joined_by_an_id_alone(self, message, contacts: list[Any], chosen: int | None):
        found = contact_of(message, Change("", raw=None, contacts=contacts))

        assert found == ({} if chosen is None else contacts[chosen])


class TestMoves:
    def move(self, line, new: dict[str, str], old: str = BSUID, days: float = 10, **more) -> bool:
        system = {"previous_user_id": old, **new}
        return moves.relink(
            line=line, raw_system=system, sender=more.get("sender"), now=NOON + days * DAY
        )

    def test_the_talk_follows_to_the_new_id(self, line, meet):
        talk = meet(BSUID, PHONE)

        assert self.move(line, {"user_id": OTHER_BSUID, "wa_id": OTHER_PHONE})

        assert recipient(talk) == ("bsuid", OTHER_BSUID)
        assert meet(OTHER_BSUID, days=11) == talk
        assert meet(None, OTHER_PHONE, days=11) == talk

    def test_the_old_addresses_lead_nowhere(self, line, meet):
        talk = meet(BSUID, PHONE)
        self.move(line, {"user_id": OTHER_BSUID})

        assert meet(None, PHONE, days=11) != talk

    def test_news_that_comes_after_the_first_message_of_the_new_id(self, line, meet):
        before = meet(BSUID)
        ticket = make_ticket(line)
        Thread.objects.create(ticket=ticket, conversation=before)
        after = meet(OTHER_BSUID, days=9)

        self.move(line, {"user_id": OTHER_BSUID})

        followed = Thread.objects.get(ticket=ticket).conversation
        assert followed == after
        assert recipient(followed) == ("bsuid", OTHER_BSUID)

    def test_news_told_twice_or_late_changes_nothing(self, line, meet):
        talk = meet(BSUID)
        self.move(line, {"user_id": OTHER_BSUID})
        self.move(line, {"user_id": "IN.SYNTH0003"}, old=OTHER_BSUID, days=20)

        assert not self.move(line, {"user_id": OTHER_BSUID}, days=30)
        assert recipient(talk) == ("bsuid", "IN.SYNTH0003")

    def test_a_move_of_someone_unknown_makes_nobody(self, line):
        assert not self.move(line, {"user_id": OTHER_BSUID})
        assert not Contact.objects.exists()

    def test_a_number_tells_who_moved_only_where_no_id_does(self, line, meet):
        talk = meet(None, PHONE)
        stranger = self.move(line, {"user_id": OTHER_BSUID}, old="IN.SYNTH0009", sender=PHONE)
        known = self.move(line, {"wa_id": OTHER_PHONE}, old="", sender=PHONE)

        assert (stranger, known) == (False, True)
        assert recipient(talk) == ("phone", OTHER_PHONE)

    @pytest.mark.parametrize("system", [{}, {"user_id": 5}, {"user_id": BSUID}])
    def test_a_move_to_nowhere_changes_nothing(self, line, meet, system):
        talk = meet(BSUID)

        self.move(line, system)

        assert recipient(talk) == ("bsuid", BSUID)


class TestAddress:
    def test_the_id_is_preferred_to_the_number(self, meet):
        assert recipient(meet(None, PHONE)) == ("phone", PHONE)
        assert recipient(meet(BSUID, PHONE)) == ("bsuid", BSUID)

    def test_is_never_shown_by_accident(self, meet):
        found = identity.address_of(meet(BSUID).contact)

        assert BSUID not in repr(found)

    def test_a_forgotten_citizen_has_none(self, meet):
        contact = meet(BSUID).contact
        contact.forgotten_at = NOON

        with pytest.raises(identity.NoAddress):
            identity.address_of(contact)

    def test_is_sealed_and_bound_to_its_row(self, meet):
        first, second = meet(BSUID), meet(OTHER_BSUID)
        mine, theirs = (Alias.objects.get(contact=talk.contact) for talk in (first, second))
        Alias.objects.filter(pk=mine.pk).update(box=theirs.box)

        assert BSUID.encode() not in bytes(mine.box)
        with pytest.raises(Exception, match="belongs somewhere else"):
            recipient(first)


class TestReSealing:
    def test_live_addresses_move_to_the_new_key_batch_by_batch(self, meet, settings):
        talks = [meet(f"IN.SYNTH{number:04}") for number in range(5)]
        old = private_ring()
        new = PrivateRing.generate()
        ring = PrivateRing([*new, *old])

        done = [identity.reseal_aliases(now_key=new.public(), old=ring, batch=2) for _ in range(4)]

        settings.SATAARK_VAULT_PRIVATE_KEYS = new.text().reveal()
        assert done == [2, 2, 1, 0]
        assert [recipient(talk)[1] for talk in talks] == [f"IN.SYNTH{n:04}" for n in range(5)]


class TestShape:
    @given(st.lists(st.text() | st.none() | st.integers() | st.lists(st.text()), max_size=6))
    def test_anything_may_stand_where_an_address_should(self, values: list[Any]):
        found = addresses.addresses_in(*values)

        assert len({address.kind for address in found}) == len(found)

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            ("IN.a1", "bsuid"),
            ("IN.ENT.a1", "parent_bsuid"),
            ("915550000001", "phone"),
            ("in.a1", None),
            ("IN." + "a" * 129, None),
            ("IN.a1\n", None),
            ("12345", None),
            ("\u0967" * 10, None),
            ("@synth", None),
        ],
    )
    def test_tells_what_an_address_is(self, value: str, kind: str | None):
        assert [address.kind for address in addresses.addresses_in(value)] == [kind] * bool(kind)


def test_the_day_of_a_contact_is_the_day_here(meet):
    """Nineteen hours UTC is the next day in India."""
    late = (NOON.replace(hour=0) - timedelta(minutes=1)).date()
    contact = meet(BSUID, days=-0.5 - 1 / 1440).contact

    assert contact.created_on == late
