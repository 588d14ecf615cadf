"""A station's day: what waits, who goes, what was done with photos, what is proposed."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from evidence.models import Attachment, Custody
from tests.factories import make_officer, make_ticket
from tests.portal.world import HOUR, a_photo
from tickets import lists
from tickets.lifecycle import Outcome, Status
from tickets.models import Action, Clock, Ticket
from tickets.policy import Deed
from tickets.services import acknowledgement, actions
from tickets.views.panels import PANELS

pytestmark = pytest.mark.django_db
SECTIONS = ["BNS 303(2)", "UP Excise 60", "", "पुराना अधिनियम 5"]


def send(client, deed, ticket, **filled):
    return client.post(reverse(PANELS[deed].page, args=[ticket.code]), filled)


def shown(client, part: str) -> list:
    return client.get("/station/", {"show": part}).context["rows"]


def counts(client) -> dict[str, int]:
    parts = client.get("/station/").context["parts"]
    return {part.value: int(number) for part, number, _is_shown in parts}


def photo(name="IMG_1.jpg", kind="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_photo(), kind)


@pytest.fixture
def constable(world):
    return make_officer(Role.STATION_OFFICER, world.kotwali, name="राजू कश्यप")


@pytest.fixture
def acted(world):
    actions.record(
        ticket_id=world.acknowledged.pk,
        by=world.head,
        at=timezone.now(),
        kind=Action.Kind.SPOT_VISIT,
        note="गए",
    )
    world.acknowledged.refresh_from_db()
    return world.acknowledged


def test_the_tabs_hold_what_their_names_say(sign_in, world):
    Clock.objects.running().filter(ticket=world.acknowledged, name="act").update(
        due_at=timezone.now() - HOUR
    )
    client = sign_in(world.head)

    assert shown(client, "unread") == [world.waiting]
    assert world.acknowledged in shown(client, "late")
    assert world.told not in shown(client, "late")
    for part in ("unread", "late", "mine"):
        assert counts(client)[part] == len(shown(client, part))


def test_a_long_list_is_turned_page_by_page(sign_in, world):
    made = [world.waiting, world.acknowledged]
    for _number in range(lists.PAGE + 3):
        ticket = make_ticket(world.line, world.kotwali, at=timezone.now())
        Ticket.objects.filter(pk=ticket.pk).update(status=Status.WITH_STATION)
        made.append(ticket)
    client = sign_in(world.head)

    pages = [client.get("/station/", {"page": number}) for number in (1, 2)]
    drawn = [ticket.pk for page in pages for ticket in page.context["rows"]]
    assert len(drawn) == len(set(drawn)) and {ticket.pk for ticket in made} <= set(drawn)
    assert len(pages[0].context["rows"]) == lists.PAGE
    # what waits for the first move stands first, and its heading counts all of it
    assert not pages[0].context["to_act"] and world.acknowledged in pages[1].context["to_act"]
    assert pages[0].context["counts"]["to_acknowledge"] == str(lists.PAGE + 4)
    assert "done" in pages[1].context and not pages[0].context["done"]


def test_a_tab_that_is_not_there_is_the_whole_list(sign_in, world):
    assert "to_act" in sign_in(world.head).get("/station/", {"show": "nonsense"}).context


def test_a_station_is_shown_in_few_queries(sign_in, world, django_assert_max_num_queries):
    client = sign_in(world.head)
    for part in ("all", "unread", "late", "mine"):
        with django_assert_max_num_queries(12):
            client.get("/station/", {"show": part})


def test_what_is_assigned_is_theirs_and_the_history_says_so(sign_in, world, constable):
    send(sign_in(world.head), Deed.ASSIGN, world.waiting, officer=constable.pk)

    assert shown(sign_in(constable), "mine") == [world.waiting]
    page = sign_in(world.head).get(reverse("tickets:detail", args=[world.waiting.code]))
    assert "Assigned to राजू कश्यप" in page.content.decode()


def test_nobody_of_another_station_is_assigned(sign_in, world):
    answer = send(sign_in(world.head), Deed.ASSIGN, world.waiting, officer=world.sister.pk)

    world.waiting.refresh_from_db()
    assert (answer.status_code, world.waiting.assigned_to) == (422, None)


def test_sections_from_lines_and_what_was_seized_in_figures(sign_in, world):
    filled = {"kind": "fir", "reference": "7/2026", "sections": SECTIONS, "arrests": "1"}
    filled |= {"seizures_0": "कच्ची शराब", "seizures_1": "20.5", "seizures_2": "litre"}
    filled |= {"seizures_6": "मोटरसाइकिल", "seizures_7": "1", "seizures_8": "vehicle"}
    client = sign_in(world.head)
    answer = send(client, Deed.ACT, world.acknowledged, **filled)

    assert answer.status_code == 302
    action = world.acknowledged.actions.get()
    assert action.sections == [section for section in SECTIONS if section]
    assert [Decimal(one["amount"]) for one in action.seizures] == [Decimal("20.5"), 1]
    page = client.get(reverse("tickets:detail", args=[world.acknowledged.code])).content.decode()
    assert "कच्ची शराब, 20.5 litres; मोटरसाइकिल, 1 vehicles" in page


@pytest.mark.parametrize("left_out", ["seizures_0", "seizures_1", "seizures_2"])
def test_half_a_seizure_is_asked_for_again_with_all_that_was_typed(sign_in, world, left_out):
    filled = {"kind": "seizure", "note": "मिला", "sections": SECTIONS, "seizures_0": "शराब"}
    filled |= {"seizures_1": "2", "seizures_2": "litre", left_out: ""}
    answer = send(sign_in(world.head), Deed.ACT, world.acknowledged, **filled)

    assert answer.status_code == 422 and not world.acknowledged.actions.exists()
    page = answer.content.decode()
    assert 'value="पुराना अधिनियम 5"' in page and "मिला</textarea>" in page


def test_a_photo_goes_the_way_of_every_file(sign_in, world):
    answer = send(
        sign_in(world.head), Deed.ACT, world.acknowledged, kind="spot_visit", proof=[photo()]
    )

    assert answer.status_code == 302
    file = Attachment.objects.get(ticket=world.acknowledged)
    assert (file.state, file.brought_by) == (Attachment.State.QUARANTINED, world.head)
    assert file.original and file.quarantine and not file.clean_copy
    with file.original.open("rb") as sealed:
        assert a_photo()[:200] not in sealed.read()
    fetched = Custody.objects.get(attachment=file)
    assert (fetched.what, fetched.by, fetched.sha256) == ("fetched", world.head, file.sha256)
    assert "IMG_1" not in repr(vars(file))


def test_the_same_photo_twice_is_one(sign_in, world):
    client = sign_in(world.head)
    for _press in range(2):
        filled = {"kind": "spot_visit", "once": "a", "proof": [photo(), photo("IMG_2.jpg")]}
        send(client, Deed.ACT, world.acknowledged, **filled)

    assert Attachment.objects.filter(ticket=world.acknowledged).count() == 1
    assert world.acknowledged.actions.count() == 1


def test_a_photo_stays_when_the_words_must_be_mended(sign_in, world):
    filled = {"kind": "nothing_found", "note": "", "proof": [photo()]}
    answer = send(sign_in(world.head), Deed.ACT, world.acknowledged, **filled)

    assert answer.status_code == 422
    assert Attachment.objects.filter(ticket=world.acknowledged).count() == 1


@pytest.mark.parametrize(
    "photos",
    [[photo(str(n)) for n in range(5)], [photo("x.pdf", "application/pdf")]],
    ids=["too many", "no photo"],
)
def test_what_cannot_be_proof_is_said_and_nothing_is_recorded(sign_in, world, photos):
    filled = {"kind": "spot_visit", "note": "गए थे", "proof": photos}
    answer = send(sign_in(world.head), Deed.ACT, world.acknowledged, **filled)

    assert answer.status_code == 422 and "गए थे" in answer.content.decode()
    assert not Attachment.objects.filter(ticket=world.acknowledged).exists()
    assert not world.acknowledged.actions.exists()


def test_only_who_may_act_brings_proof(sign_in, world):
    for officer, status in ((world.sister, 404), (world.desk, 403)):
        answer = send(
            sign_in(officer), Deed.ACT, world.acknowledged, kind="spot_visit", proof=[photo()]
        )
        assert answer.status_code == status
    assert not Attachment.objects.filter(ticket=world.acknowledged).exists()


def test_a_proposed_outcome_waits_in_the_form_of_whoever_approves(sign_in, world, constable, acted):
    words = "गश्त लगाई गई है।"
    send(sign_in(constable), Deed.PROPOSE, acted, outcome=Outcome.DONE, text=words, once="a")

    acted.refresh_from_db()
    assert acted.status == Status.ACTION_TAKEN
    page = sign_in(world.desk).get(reverse("tickets:detail", args=[acted.code]))
    offer = next(one for one in page.context["offers"] if one.panel.deed == Deed.OUTCOME)
    assert offer.form["text"].value() == words


def test_where_the_line_wants_it_the_head_only_proposes(sign_in, world, acted):
    world.line.outcome_needs_nod = True
    world.line.save()
    told = {"outcome": Outcome.DONE, "text": "हो गया"}

    assert send(sign_in(world.head), Deed.OUTCOME, acted, **told).status_code == 403
    assert send(sign_in(world.head), Deed.PROPOSE, acted, **told).status_code == 302
    assert send(sign_in(world.desk), Deed.OUTCOME, acted, **told).status_code == 302


def test_who_may_tell_the_citizen_has_nothing_to_propose(sign_in, world, acted):
    page = sign_in(world.head).get(reverse("tickets:detail", args=[acted.code]))

    offered = {one.panel.deed for one in page.context["offers"]}
    assert Deed.OUTCOME in offered and Deed.PROPOSE not in offered


def test_an_officer_who_left_the_station_cannot_be_assigned(sign_in, world, constable):
    constable.postings.update(until=timezone.now())
    page = sign_in(world.head).get(reverse("tickets:detail", args=[world.waiting.code]))

    form = next(one.form for one in page.context["offers"] if one.panel.deed == Deed.ASSIGN)
    assert constable not in form.fields["officer"].queryset


def test_a_thumb_acknowledges_from_the_tab_too(sign_in, world):
    assert (
        f'id="a-{world.waiting.code}"'
        in sign_in(world.head).get("/station/?show=unread").content.decode()
    )
    acknowledgement.acknowledge(ticket_id=world.waiting.pk, by=world.head, at=timezone.now())
    assert shown(sign_in(world.head), "unread") == []
