"""A line's settings: who may change what, what is kept of it, and how it is put back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from districts.lines import amending, rights
from districts.models import Amendment, Role
from tests.factories import NOON, make_category, make_line, make_officer, make_unit

pytestmark = pytest.mark.django_db
Subject = Amendment.Subject


@pytest.fixture
def line(db):
    zone = make_unit("zone")
    line = make_line(make_unit("district", make_unit("range", zone)))
    make_category(line, code="liquor")
    return line


def change(line, by, **wanted):
    category = line.categories.get(code="liquor")
    return amending.amend(row=category, subject=Subject.CATEGORY, by=by, at=NOON, wanted=wanted)


@pytest.mark.parametrize(
    ("role", "subjects"),
    [
        (Role.CHIEF, set(Subject)),
        (Role.DESK, {Subject.CATEGORY, Subject.HELPLINES, Subject.TEXTS}),
        (Role.WATCH, set()),
        (Role.HEARING, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_a_post_of_the_district_may_change_what_the_table_says(line, role, subjects):
    officer = make_officer(role, line.unit)

    assert {subject for subject in Subject if rights.may(officer, line, subject)} == subjects


def test_a_line_of_a_zone_is_not_a_districts_to_change(line):
    shared = make_line(line.unit.parent.parent)
    chief, zone = make_officer(Role.CHIEF, line.unit), make_officer(Role.ZONE, shared.unit)

    assert set(rights.lines_of(chief)) == {line}
    assert set(rights.lines_of(zone)) == {line, shared}


def test_a_post_that_ended_changes_nothing(line):
    chief = make_officer(Role.CHIEF, line.unit)
    chief.postings.update(until=NOON)

    with pytest.raises(amending.UnableToAmend):
        change(line, chief, name_en="Other")


def test_a_change_keeps_what_stood_and_can_be_put_back_once(line):
    chief = make_officer(Role.CHIEF, line.unit)
    kept = change(line, chief, name_en="Hooch", short_en="Liquor")

    assert (kept.before, kept.after, kept.by) == (
        {"name_en": "Liquor"},
        {"name_en": "Hooch"},
        chief,
    )
    assert change(line, chief, name_en="Hooch") is None
    amending.put_back(amendment=kept, by=chief, at=NOON)

    assert line.categories.get().name_en == "Liquor"
    with pytest.raises(amending.UnableToAmend, match="फिर बदला गया"):
        amending.put_back(amendment=kept, by=chief, at=NOON)


def test_the_last_category_stays(line):
    chief = make_officer(Role.CHIEF, line.unit)

    with pytest.raises(amending.UnableToAmend, match="कम से कम एक"):
        change(line, chief, is_active=False)

    assert not Amendment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_retire_the_last_two_at_once_the_second_waits_and_is_refused():
    line = make_line(make_unit("district"))
    chief = make_officer(Role.CHIEF, line.unit)
    make_category(line, code="drugs")
    make_category(line, code="liquor")

    def at_the_same_moment():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            change(line, chief, is_active=False)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        drugs = line.categories.get(code="drugs")
        amending.amend(
            row=drugs, subject=Subject.CATEGORY, by=chief, at=NOON, wanted={"is_active": False}
        )
        with pytest.raises(OperationalError, match="lock timeout"):
            pool.submit(at_the_same_moment).result()
    with pytest.raises(amending.UnableToAmend):
        change(line, chief, is_active=False)


def test_only_the_fields_of_its_subject_are_ever_changed(line):
    chief = make_officer(Role.CHIEF, line.unit)

    assert change(line, chief, about_police=True, code="other", line_id=999) is None


class TestPages:
    def test_another_districts_line_does_not_exist(self, line, client):
        other = make_line(make_unit("district", line.unit.parent))
        client.force_login(make_officer(Role.CHIEF, line.unit))

        for name in ("districts:line", "districts:line-helplines", "districts:line-blueprint"):
            assert client.get(reverse(name, args=[other.code])).status_code == 404
            assert client.get(reverse(name, args=[line.code])).status_code == 200
        assert client.get(reverse("tickets:times", args=[other.code])).status_code == 404

    def test_a_desk_may_not_even_look_at_the_form_for_times(self, line, client):
        client.force_login(make_officer(Role.DESK, line.unit))

        assert client.get(reverse("tickets:times", args=[line.code])).status_code == 404

    def test_a_helpline_is_added_changed_and_taken_away(self, line, client):
        client.force_login(make_officer(Role.DESK, line.unit))
        address = reverse("districts:line-helplines", args=[line.code])
        women = {"number": "1090", "name_hi": "महिला", "name_en": "Women", "purpose": "women"}

        client.post(address, _forms([women], initial=0))
        line.refresh_from_db()
        assert line.helplines == [
            {"number": "1090", "name_hi": "महिला", "name_en": "Women", "for": "women"}
        ]
        answer = client.post(address, _forms([{**women, "number": "10 90"}], initial=1))
        assert answer.status_code == 422
        client.post(address, _forms([{**women, "DELETE": "on"}], initial=1))

        line.refresh_from_db()
        assert line.helplines == []

    def test_a_title_that_whatsapp_would_cut_is_refused(self, line, client):
        client.force_login(make_officer(Role.DESK, line.unit))
        address = reverse("districts:line-category", args=[line.code, "liquor"])
        told = {"name_hi": "शराब", "name_en": "Liquor", "short_hi": "शराब", "is_active": "on"}

        assert client.post(address, {**told, "short_en": "x" * 25}).status_code == 422
        assert client.post(address, {**told, "short_en": "x" * 24}).status_code == 302

        category = line.categories.get()
        assert category.short_en == "x" * 24


def _forms(entries, *, initial):
    told = {"form-TOTAL_FORMS": len(entries), "form-INITIAL_FORMS": initial}
    return told | {
        f"form-{number}-{name}": value
        for number, entry in enumerate(entries)
        for name, value in entry.items()
    }
