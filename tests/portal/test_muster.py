"""Officers from a spreadsheet: what is wrong is told by row and column; then all or nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from districts import muster
from districts.models import Officer, Posting, Role
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
HEADS = ["Service number", "Name", "Unit", "Post", "Rank as people say it", "Language"]
NEW = ["up-1", "अनीता", "kotwali", "station_officer", "SI", "hi"]


def xlsx(*rows) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for row in (HEADS, *rows):
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def csv(*rows, heads=HEADS) -> bytes:
    return "\n".join(",".join(row) for row in (heads, *rows)).encode("utf-8-sig")


def upload(client, content: bytes, name="sheet.xlsx"):
    return client.post(
        "/officers/import/", {"sent": "1", "sheet": SimpleUploadedFile(name, content)}
    )


def told(answer) -> set[tuple[int, str]]:
    return {(each.row, str(each.column)) for each in answer.context["wrong"]}


def test_a_sheet_is_shown_first_and_saved_then(sign_in, world):
    client, before = sign_in(world.desk), Officer.objects.count()
    moved = ["", world.head.name, "Baradari", "Station head", "SHO", ""]
    moved[0] = world.head.service_number
    same = [world.sister.service_number, world.sister.name, "बारादरी", "थाना प्रभारी", "", ""]
    with override("hi"):
        same[3] = str(Role.STATION_HEAD.label)

    shown = upload(client, xlsx(NEW, moved, same))

    assert shown.status_code == 200
    assert shown.context["counts"] == {"new": 1, "transferred": 1, "unchanged": 1}
    assert Officer.objects.count() == before

    client.post("/officers/import/save/", {"carried": shown.context["carried"]})

    post = Officer.objects.get(service_number="up-1").postings.get()
    assert (post.unit, post.role, post.title, post.started_by) == (
        world.kotwali,
        Role.STATION_OFFICER,
        "SI",
        world.desk,
    )
    assert not post.officer.has_usable_password()
    (running,) = Posting.objects.current().filter(officer=world.head)
    assert running.unit == world.baradari
    assert world.sister.postings.count() == 1


def test_a_csv_of_hindi_headings_is_read(sign_in, world):
    with override("hi"):
        heads = [str(label) for label in muster.COLUMNS.values()]

    shown = upload(sign_in(world.desk), csv(NEW, heads=heads), "sheet.csv")

    assert shown.context["counts"] == {"new": 1}


def test_every_wrong_cell_is_told_by_row_and_column(sign_in, world):
    elsewhere = make_officer(Role.RANGE, None)
    closed = make_officer(is_active=False)
    rows = [
        NEW,
        ["up 2", "", "kotwali", "station_officer"],
        ["up-3", "नाम", "nowhere", "captain"],
        ["up-1", "फिर वही", "kotwali", "station_officer", "", "fr"],
        ["up-5", "नाम", "kotwali", "circle"],
        ["up-6", "नाम", world.line.unit.code, "chief"],
        ["up-7", "n" * 121, "kotwali", "station_officer"],
        [closed.service_number, "बंद", "kotwali", "station_officer"],
        [world.chief.service_number, "मुखिया", "kotwali", "station_officer"],
        ["", "", "", ""],
        [elsewhere.service_number, "बिना पद", "kotwali", "station_officer"],
    ]
    before = Officer.objects.count()

    answer = upload(sign_in(world.desk), xlsx(*rows))

    assert answer.status_code == 422
    assert told(answer) == {
        (3, "Service number"),
        (3, "Name"),
        (4, "Unit"),
        (4, "Post"),
        (5, "Service number"),
        (5, "Language"),
        (6, "Post"),
        (7, "Post"),
        (8, "Name"),
        (9, "Service number"),
        (10, "Service number"),
    }
    assert Officer.objects.count() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00rubbish", b"PK\x03\x04rubbish", b"Name\nx", b"a" * 2_100_000],
)
def test_what_is_no_sheet_of_officers_is_refused_in_words(sign_in, world, content):
    answer = upload(sign_in(world.desk), content or b" ")

    assert answer.status_code == 422
    assert "notice-error" in answer.content.decode()


def test_a_preview_is_ones_own_and_cannot_be_altered(sign_in, world):
    carried = upload(sign_in(world.desk), xlsx(NEW)).context["carried"]
    before = Officer.objects.count()

    sign_in(world.desk).post("/officers/import/save/", {"carried": carried[:-2] + "xx"})
    sign_in(world.chief).post("/officers/import/save/", {"carried": carried})

    assert Officer.objects.count() == before


def test_what_changed_since_the_preview_is_told_and_nothing_saved(sign_in, world):
    client = sign_in(world.desk)
    carried = upload(client, xlsx(NEW, ["up-2", "नाम", "kotwali", "station_officer"])).context[
        "carried"
    ]
    make_officer(service_number="UP-2", is_active=False)

    answer = client.post("/officers/import/save/", {"carried": carried})

    assert answer.status_code == 409
    assert not Officer.objects.filter(service_number="up-1").exists()


def test_the_empty_sheet_has_the_headings_and_the_own_units(sign_in, world):
    answer = sign_in(world.desk).get("/officers/import/empty.xlsx")

    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book.worksheets[0][1]] == HEADS
    codes = {row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert {"kotwali", "baradari"} <= codes


def test_its_own_headings_are_read_again(sign_in, world):
    client = sign_in(world.desk, "hi")
    empty = client.get("/officers/import/empty.xlsx").content
    book, kept = load_workbook(io.BytesIO(empty)), io.BytesIO()
    book.worksheets[0].append(NEW)
    book.save(kept)

    assert upload(client, kept.getvalue()).context["counts"] == {"new": 1}
