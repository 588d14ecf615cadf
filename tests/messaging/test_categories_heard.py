"""Free words suggest a category, however Hindi is spelled in Roman letters."""

from pathlib import Path

import pytest
import yaml

from messaging.conversation import CategoryView, LineView
from messaging.conversation.matching import category_spoken_of

SAID = [
    ("bareilly-pro", "mere ghar me choree ho gayi", "theft-robbery"),
    ("bareilly-pro", "kachee sharaab bik rahi hai", "drugs-liquor"),
    ("bareilly-pro", "कच्ची शराब बिक रही है", "drugs-liquor"),
    ("bareilly-pro", "smek aur gaanja bechta hai", "drugs-liquor"),
    ("bareilly-pro", "zamin pe kabzaa kar liya", "land"),
    ("bareilly-pro", "जमीन पर कब्जा कर लिया", "land"),
    ("bareilly-pro", "juwa aur sattaa khelte hain", "nuisance"),
    ("bareilly-pro", "padosi se jhagdaa aur marpit", "assault"),
    ("bareilly-pro", "chedkhaani karte hain ladkiyon se", "women-children"),
    ("bareilly-pro", "ऑन लाइन ठगी और ओटीपी", "cyber-fraud"),
    ("bareilly-pro", "FIR nahin likhi thane me", "about-police"),
    ("varanasi-zone", "pashoo taskari ki gaadi nikalti hai", "cattle"),
    ("varanasi-zone", "avaidh katta aur kartus", "arms"),
    ("varanasi-zone", "baloo ka khanan", "mining"),
    ("varanasi-zone", "rangdaari maang rahe hain", "extortion"),
    ("varanasi-zone", "darogha rishvat leta hai", "police-corruption"),
    ("varanasi-zone", "नदी के किनारे दारु की भट्टी", "liquor"),
]


def line(name: str) -> LineView:
    data = yaml.safe_load(Path(f"districts/blueprints/{name}.yaml").read_text())["lines"][0]
    categories = [
        CategoryView(
            one["code"], {}, {}, tuple(one.get("keywords", [])), one.get("about_police", False)
        )
        for one in data["categories"]
    ]
    return LineView(name, {}, categories=tuple(categories))


@pytest.mark.parametrize(("name", "words", "code"), SAID)
def test_a_category_is_heard_however_it_is_spelled(name, words, code):
    found = category_spoken_of(words, line(name))

    assert found and found.code == code


@pytest.mark.parametrize("words", ["नमस्ते", "mujhe kuch batana hai", "kab aaoge", "theek hai ji"])
def test_where_nothing_is_said_nothing_is_suggested(words):
    assert category_spoken_of(words, line("bareilly-pro")) is None
