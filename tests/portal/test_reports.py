"""Reports: asked for, made by a worker, taken away by whoever may still see what they say."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from districts.models import Role
from evidence.models import Custody
from tests.factories import PASSWORD, make_officer
from tests.portal.world import TIPS, attach
from tickets import figures
from tickets.figures import Asked, Scope
from tickets.models import Measure, Report
from tickets.models.report import LEASE, MOST_ATTEMPTS, Download
from tickets.reports import files, making
from tickets.reports.sheets import Sheet
from tickets.services import restriction

pytestmark = pytest.mark.django_db


def ask(client, world, **given):
    today = timezone.localdate()
    usual = {"kind": "review", "unit": world.line.unit_id, "format": "csv", "leaves": "on"}
    usual |= {"first_day": today - timedelta(days=13), "last_day": today}
    return client.post(
        "/reports/", {key: value for key, value in {**usual, **given}.items() if value}
    )


def made(client, world, **given) -> Report:
    assert ask(client, world, **given).status_code == 302
    report = Report.objects.latest("pk")
    assert making.make(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    return report


def body(report: Report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def lines(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(report).decode("utf-8-sig"))))


def take(client, report: Report):
    return client.post(f"/reports/{report.pk}/")


def test_the_review_counts_what_each_station_did(sign_in, world):
    report = made(sign_in(world.chief), world, leaves="")

    rows = {row[0]: row for row in lines(report) if row}
    came, still_open, _late, told, acts, firs, arrests = map(int, rows["Kotwali"][1:8])
    assert (came, told, acts, firs, arrests) == (3, 1, 1, 1, 2) and still_open == 3
    assert rows["All together"][1] != "0" and "Illicit liquor" in rows


def test_its_sum_is_that_of_the_figures_and_where_they_differ_is_said(sign_in, world):
    report = made(sign_in(world.chief), world, leaves="")

    rows = lines(report)
    (came,) = {int(row[1]) for row in rows if row[:1] == ["All together"]}
    about = {"scope": Scope.of(world.chief), "unit": world.line.unit}
    asked = Asked(since=report.first_day, until=report.last_day, **about)
    assert sum(figures.sums(asked, "unit", measures=[Measure.ARRIVED]).values()) == came > 0
    assert any("as it stood when this was made" in row[0] for row in rows if row)


def test_what_leaves_the_district_hides_small_counts_and_names_no_ticket(sign_in, world):
    report = made(sign_in(world.chief), world, kind="station")

    rows = {row[0]: row for row in lines(report) if row}
    assert rows["Kotwali"][1] == "<5" and report.names == []
    assert world.told.code not in body(report).decode().replace(" ", "")


def test_inside_the_district_a_station_report_lists_its_tickets_and_firs(sign_in, world):
    unit = {"kind": "station", "unit": world.kotwali.pk, "leaves": ""}
    report = made(sign_in(world.chief), world, **unit)

    said = body(report).decode()
    assert world.told.code in report.names
    assert "112/2026" in said and "120 लीटर कच्ची शराब" in said
    assert not any(tip[:20] in said for tip in TIPS)


def test_above_the_district_small_counts_are_hidden_whatever_is_asked(sign_in, world):
    office = make_officer(Role.RANGE, world.line.unit)

    assert made(sign_in(office), world, leaves="").leaves


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("file", ["pdf", "xlsx"])
def test_it_is_a_file_of_its_kind_in_the_language_it_was_asked_in(sign_in, world, file, language):
    report = made(sign_in(world.chief, language), world, kind="station", format=file, leaves="")

    assert report.language == language
    assert body(report)[:4] == {"pdf": b"%PDF", "xlsx": b"PK\x03\x04"}[file]


def test_the_list_for_certificates_has_every_hash(sign_in, world):
    file = attach(world.told, "image")
    file.sha256, file.size = "ab" * 32, 1234
    file.save()
    Custody.objects.create(attachment=file, what="fetched", happened_at=timezone.now())

    report = made(sign_in(world.chief), world, kind="certificates")
    said = body(report).decode()
    assert "ab" * 32 in said and str(file.pk) in said and "Part B" in said
    assert report.names == [world.told.code]


def test_on_paper_numbers_stand_to_the_right_and_words_to_the_left():
    rows = [["QD7-G1TZ-5CX1", "Photo", 1234, "ab" * 32, "<5"]]
    sheet = Sheet(title="", columns=list("abcde"), rows=rows, counts=frozenset({4}))

    assert files._for_print(sheet)["numbers"] == [2, 4]


def test_taking_it_away_is_written_down_for_ever(sign_in, world):
    client = sign_in(world.chief)
    report = made(client, world)
    answer = take(client, report)

    assert answer.status_code == 200 and b"".join(answer.streaming_content) == body(report)
    assert answer["Content-Disposition"].startswith("attachment")
    kept = Download.objects.get()
    assert (kept.by, kept.sha256) == (world.chief, report.sha256)
    with pytest.raises(DatabaseError), transaction.atomic():
        Download.objects.all().delete()
    assert "Taken away" in client.get("/reports/").content.decode()


def test_taking_it_away_asks_once_more_who_is_there(sign_in, world):
    world.chief.set_password(PASSWORD)
    world.chief.save()
    client = sign_in(world.chief)
    report = made(client, world)
    session = client.session
    session["began"] -= 11 * 60
    session.save()

    asked = take(client, report)
    assert (asked.status_code, Download.objects.count()) == (403, 0)
    given = client.post(f"/reports/{report.pk}/", {"confirmation": PASSWORD})
    assert (given.status_code, Download.objects.count()) == (200, 1)


def test_a_look_does_not_take_it_away(sign_in, world):
    client = sign_in(world.chief)
    report = made(client, world)

    assert client.get(f"/reports/{report.pk}/").status_code == 405
    assert not Download.objects.exists()


def test_it_is_theirs_alone(sign_in, world):
    report = made(sign_in(world.chief), world)
    other = sign_in(world.desk)

    hidden, missing = take(other, report), other.post("/reports/999999/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert other.get("/reports/").context["reports"] == []


def test_a_transfer_takes_it_back(sign_in, world):
    client = sign_in(world.chief)
    report = made(client, world)
    world.chief.postings.update(until=timezone.now())

    assert take(client, report).status_code == 404


def test_what_it_names_must_still_be_theirs_to_see(sign_in, world):
    circle = make_officer(Role.CIRCLE, world.kotwali.parent)
    client = sign_in(circle)
    unit = {"kind": "station", "unit": world.kotwali.pk, "leaves": ""}
    report = made(client, world, **unit)
    restriction.restrict(
        ticket_id=world.told.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने पर आरोप",
        unit=world.kotwali,
    )

    assert take(client, report).status_code == 404


def test_stations_take_nothing_out_of_the_house(sign_in, world):
    client = sign_in(world.head)

    assert client.get("/reports/").status_code == 403
    assert ask(client, world, unit=world.kotwali.pk).status_code == 403


def test_exact_hours_are_for_headquarters(sign_in, world):
    circle = make_officer(Role.CIRCLE, world.kotwali.parent)
    answer = ask(sign_in(circle), world, kind="certificates", unit=world.kotwali.pk)

    assert answer.status_code == 422 and not Report.objects.exists()


def test_no_unit_of_others_and_no_days_that_make_no_sense(sign_in, world):
    circle = make_officer(Role.CIRCLE, world.kotwali.parent)

    assert ask(sign_in(circle), world, unit=world.baradari.pk).status_code == 422
    assert (
        ask(sign_in(circle), world, unit=world.kotwali.pk, first_day="2030-01-01").status_code
        == 422
    )
    assert not Report.objects.exists()


def test_it_is_made_once_and_a_dead_workers_again(sign_in, world):
    ask(sign_in(world.chief), world)
    report, now = Report.objects.get(), timezone.now()
    Report.objects.update(state="being_made", claimed_at=now)

    assert making.due(now=now) == [] and not making.make(report_id=report.pk, now=now)
    assert making.due(now=now + LEASE) == [report.pk]
    assert making.make(report_id=report.pk, now=now + LEASE)
    assert not making.make(report_id=report.pk, now=now + LEASE)


def test_what_fails_thrice_says_so(sign_in, world, monkeypatch):
    def broken(report, now):
        raise RuntimeError

    monkeypatch.setitem(making.MAKERS, "review", broken)
    ask(sign_in(world.chief), world)
    report, now = Report.objects.get(), timezone.now()
    for attempt in range(MOST_ATTEMPTS):
        assert not making.make(report_id=report.pk, now=now + attempt * LEASE)

    report.refresh_from_db()
    assert report.state == Report.State.FAILED
    assert "Could not be made" in sign_in(world.chief).get("/reports/").content.decode()


def test_its_file_is_gone_after_its_time(sign_in, world):
    client = sign_in(world.chief)
    report = made(client, world)
    name, storage = report.file.name, report.file.storage

    making.clear_away(now=report.kept_until - timedelta(seconds=1))
    assert storage.exists(name)
    making.clear_away(now=report.kept_until)
    assert not storage.exists(name) and take(client, report).status_code == 404


def test_three_at_a_time(sign_in, world):
    client = sign_in(world.chief)
    answers = [ask(client, world).status_code for _time in range(4)]

    assert answers == [302, 302, 302, 422]


def test_it_costs_few_queries(sign_in, world, django_assert_max_num_queries):
    client = sign_in(world.chief)
    made(client, world)
    with django_assert_max_num_queries(12), translation.override("hi"):
        client.get("/reports/")
