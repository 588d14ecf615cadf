"""The repair room: machinery, shown to administrators alone, and changed by nobody."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from districts.confirmation import CONFIRMED
from districts.models import RepairLook, Role
from messaging.models import Delivery
from sataark.repair import room
from tests.architecture.test_routes import routes
from tests.factories import make_officer, make_tree

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
# said once more, for whoever adds a column: kinds that hold words, files, secrets or lists
NEVER_KINDS = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
NEVER_WORDS = """box caller contact conversation credential digest index key mark note password
pile sealed session text ticket token"""
# tables of which nothing is shown: words, people, who is signed in, what lies at a place
NEVER_TABLES = """tickets.ticket tickets.event tickets.clock tickets.accusation tickets.action
tickets.draft tickets.deskentry tickets.savedsearch tickets.reply messaging.contact
messaging.alias messaging.conversation messaging.thread messaging.threadentry messaging.pile
messaging.officerphone messaging.notice districts.session districts.passkey
districts.secondfactor districts.recoverycode districts.officer hearings.particulars
hearings.earlyparticulars hearings.door hearings.signal sessions.session"""
TABLES = {model._meta.label_lower: shown for model, shown in room._registry.items()}
LISTS = [reverse(f"repair:{label.replace('.', '_')}_changelist") for label in TABLES]
ADDRESSES = [reverse("repair:index"), *LISTS]


@pytest.fixture
def admin(sign_in):
    return sign_in(make_officer(is_superuser=True))


def test_only_lists_have_addresses():
    here = {route for route, _ in routes(get_resolver().url_patterns) if route.startswith("repair")}

    assert {f"/{route}" for route in here} == set(ADDRESSES)


def test_an_administrator_looks_and_changes_nothing(admin):
    make_tree()
    asked = {}
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            page = admin.get(address)
        is_cheap = len(queries) <= MOST_QUERIES
        refused = {admin.generic(method, address).status_code for method in CHANGING}
        asked[address] = page.status_code, refused, is_cheap

    assert asked == dict.fromkeys(ADDRESSES, (200, {405}, True))
    looks = RepairLook.objects.order_by("pk").values_list("by", "address")
    assert list(looks) == [(admin.officer.pk, address) for address in ADDRESSES]


def test_no_right_to_change_is_given(rf):
    request = rf.get("/")
    request.user = make_officer(is_superuser=True)
    given = {
        label: (
            shown.has_add_permission(request),
            shown.has_change_permission(request),
            shown.has_delete_permission(request),
            shown.get_actions(request),
        )
        for label, shown in TABLES.items()
    }

    assert given == dict.fromkeys(TABLES, (False, False, False, {}))


@pytest.mark.parametrize("label", TABLES)
def test_no_column_holds_words_or_secrets(label):
    opts, names = TABLES[label].opts, TABLES[label].table.columns
    fields = [opts.get_field(name) for name in names]

    assert [one.name for one in fields if isinstance(one, NEVER_KINDS)] == []
    assert [one.name for one in fields if set(NEVER_WORDS.split()) & set(one.name.split("_"))] == []
    assert label not in NEVER_TABLES.split()
    related = {one.related_model._meta.label_lower for one in fields if one.is_relation}
    assert related & set(NEVER_TABLES.split()) <= {"districts.officer"}


def test_what_is_sealed_is_not_even_read(admin):
    with CaptureQueriesContext(connection) as asked:
        admin.get(reverse("repair:messaging_delivery_changelist"))

    (rows,) = [
        one["sql"]
        for one in asked
        if 'FROM "messaging_delivery"' in one["sql"] and "COUNT" not in one["sql"]
    ]
    assert "attempts" in rows and '"box"' not in rows


def test_for_others_it_is_not_there(sign_in):
    zone = make_tree().zone
    for officer in (make_officer(), make_officer(Role.ZONE, zone), make_officer(Role.CHIEF, zone)):
        client = sign_in(officer)
        missing = client.get("/repair/no/such/")
        hidden = [client.get(address) for address in (ADDRESSES[0], ADDRESSES[1], ADDRESSES[-1])]

        told = [(page.status_code, page.content, dict(page.headers)) for page in hidden]
        assert told == [(404, missing.content, dict(missing.headers))] * 3
    assert not RepairLook.objects.exists()


def test_it_asks_once_more_who_is_there(admin):
    session = admin.session
    session["began"] = session[CONFIRMED] = 0
    session.save()

    page = admin.get(ADDRESSES[0])

    assert "confirmation" in page.content.decode() and "tables" not in page.context
    assert not RepairLook.objects.exists()


@pytest.mark.parametrize(
    "asked", ["box__startswith=a", "q=a", "digest=1", "o=1", "p=1&e=1", "all="]
)
def test_no_question_but_the_page_is_answered(admin, asked):
    assert (
        admin.get(f"{reverse('repair:messaging_delivery_changelist')}?{asked}").status_code == 404
    )


def test_what_waits_is_told_to_the_hour_and_what_is_done_is_not(admin):
    now = timezone.now().replace(minute=17)  # 47 minutes past in India
    made = {"box": b"sealed words", "box_id": "00000000-0000-4000-8000-000000000000"}
    made |= {"received_at": now, "next_attempt_at": now, "signed_by": "WHATSAPP_APP_SECRET"}
    waiting = Delivery.objects.create(digest=b"a", **made)
    Delivery.objects.create(digest=b"b", read_at=now, **made)

    page = admin.get(reverse("repair:messaging_delivery_changelist"))

    assert [row[0] for row in page.context["rows"]] == [str(waiting.pk)]
    said = page.content.decode()
    assert ":47" not in said and "sealed words" not in said


def test_many_rows_are_shown_page_by_page(admin, monkeypatch):
    monkeypatch.setattr("sataark.repair.MOST", 60)
    address, by = reverse("repair:districts_repairlook_changelist"), admin.officer
    at = timezone.now()
    RepairLook.objects.bulk_create(RepairLook(by=by, at=at, address="/x/") for _ in range(70))

    pages = [admin.get(address), admin.get(address, {"p": 2})]

    assert [len(page.context["rows"]) for page in pages] == [50, 10]
    assert admin.get(address, {"p": 3}, follow=True).status_code == 200
