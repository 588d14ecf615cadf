"""The table of sections: whole, in both languages, and without doubles."""

import re

from django.utils.translation import override

from tickets import law
from tickets.station_fields import parts

NAMED = {"BNS 303(2)", "BNS 111", "NDPS 20", "UP Excise 60", "CG Excise 34(2)", "Arms 25"} | {
    "UP Gangsters 3",
    "POCSO 6",
    "IT Act 66D",
}


def test_the_table_holds_what_stations_cite_each_once():
    cited = [section.cited for section in law.sections()]

    assert set(cited) >= NAMED
    assert len(cited) == len(set(cited)) > 200
    assert {section.act for section in law.sections()} == set(law.acts())


def test_every_section_is_named_in_both_languages():
    unnamed = [
        section.cited
        for section in law.sections()
        if not re.search("[ऀ-ॿ]", section.title_hi)
        or re.search("[ऀ-ॿ]", section.title_en)
        or not section.title_en
    ]
    assert unnamed == []


def test_a_section_is_found_by_either_language_the_readers_first():
    theft = next(section for section in law.sections() if section.cited == "BNS 303(2)")
    with override("hi"):
        assert theft.title == "चोरी · Theft"
    with override("en"):
        assert theft.title == "Theft · चोरी"


def test_lines_and_commas_are_one_list_each_section_once():
    assert parts("BNS 303(2), NDPS 20,,BNS 303(2) ,आबकारी 34") == [
        "BNS 303(2)",
        "NDPS 20",
        "आबकारी 34",
    ]
