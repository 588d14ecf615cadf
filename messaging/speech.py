"""From what is to be said to WhatsApp's message objects, within its limits in every language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from messaging import bodies, words
from messaging.conversation import Choice, LineView, Say

Body = bodies.Body
GREETING = ("greeting", "promise")  # come first, whatever else is said with them


def condensed(says: Iterable[Say], line: LineView, language: str) -> list[Say]:
    """Join neighbours into one message where that fits, and say nothing twice.

    Of several questions only the last is put: it takes account of all that was said before.
    """
    kept: list[Say] = []
    for say in _without_old_questions(list(says)):
        if say in kept:
            continue
        joined = _joined(kept[-1], say) if kept else None
        if joined and len(written(joined, line, language)) <= bodies.INTERACTIVE_LIMIT:
            kept[-1] = joined
        else:
            kept.append(say)
    return kept


def body(say: Say, line: LineView, language: str) -> Body:
    """Return the message object for one thing to say."""
    said = written(say, line, language)
    if say.asks_place:
        return bodies.ask_location(_clipped(said, bodies.INTERACTIVE_LIMIT))
    rows = [(one, title(one, line, language)) for one in say.choices]
    if not rows:
        return bodies.text(_clipped(said, bodies.TEXT_LIMIT))
    short = all(len(title) <= bodies.BUTTON_TITLE for _, title in rows) and not say.is_list
    if len(rows) <= bodies.BUTTONS and short and len(said) <= bodies.INTERACTIVE_LIMIT:
        return bodies.buttons(said, [(one.id, title) for one, title in rows])
    return bodies.choices(
        _clipped(said, bodies.LIST_BODY_LIMIT),
        words.sentence("button_list", language, line, {}),
        [_row(one, title) for one, title in rows[: bodies.ROWS]],
    )


def written(say: Say, line: LineView, language: str) -> str:
    """Return the words of one thing to say."""
    tongues = dict.fromkeys(filter(None, (language, say.also)))
    sentences = (words.sentence(key, one, line, say.values) for one in tongues for key in say.keys)
    return "\n\n".join(filter(None, sentences)) or "…"


def _without_old_questions(says: Sequence[Say]) -> list[Say]:
    questions = [place for place, say in enumerate(says) if say.choices or say.asks_place]
    answers = {place for place in questions if _is_answer(says[place])}
    old = set(questions[:-1]) - answers
    return [say for place, say in enumerate(says) if place not in old]


def _is_answer(say: Say) -> bool:
    """Say whether this tells something as well: a receipt, news."""
    return "code" in say.values or "text" in say.values


def _joined(first: Say, second: Say) -> Say | None:
    tells_only = not (first.choices or first.asks_place)
    if not tells_only or first.stands_alone or second.stands_alone or first.also != second.also:
        return None
    clash = {
        key
        for key in first.values
        if second.values.get(key, first.values[key]) != first.values[key]
    }
    if clash:
        return None
    greeting = tuple(key for key in second.keys if key in GREETING)
    keys = tuple(dict.fromkeys((*greeting, *first.keys, *second.keys)))
    return replace(second, keys=keys, values={**first.values, **second.values})


def title(choice: Choice, line: LineView, language: str) -> str:
    title = choice.title or words.sentence(choice.key, language, line, {})
    return _clipped(title or choice.id, bodies.ROW_TITLE)


def _row(choice: Choice, title: str) -> tuple[str, str, str]:
    description = "" if choice.description == title else choice.description
    return choice.id, title, _clipped(description, bodies.ROW_DESCRIPTION)


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
