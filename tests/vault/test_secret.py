"""A Secret is seen only by whoever asks for it by name."""

import copy
import hmac
import json
import logging
import pickle
import pprint
import traceback
from dataclasses import asdict, dataclass

import pytest
from celery.utils.saferepr import saferepr
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Engine
from django.views.debug import ExceptionReporter

from vault import secret
from vault.secret import DOTS, Secret

NUMBER = "915550012345"
SECRETS = [Secret(NUMBER), Secret(NUMBER.encode())]


@dataclass(frozen=True)
class Route:
    number: Secret


@pytest.mark.parametrize("hidden", SECRETS)
@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        ascii,
        lambda hidden: f"{hidden}",
        lambda hidden: f"{hidden!r:>40}",
        lambda hidden: f"{hidden:>40}",
        lambda hidden: "%s %r" % (hidden, hidden),  # noqa: UP031 (logging formats this way)
        lambda hidden: repr([hidden, {"to": hidden}]),
        lambda hidden: repr(Route(number=hidden)),
        lambda hidden: str(asdict(Route(number=hidden))),
        lambda hidden: repr(hidden.reveal),
        lambda hidden: pprint.pformat({"to": hidden}),
        lambda hidden: json.dumps({"to": hidden}, default=str),
        lambda hidden: saferepr((hidden,)),
        lambda hidden: str(ValueError(hidden)),
    ],
)
def test_however_it_is_shown_it_shows_dots(hidden, show):
    shown = show(hidden)

    assert NUMBER not in shown
    assert DOTS in shown or ascii(DOTS).strip("'") in shown


@pytest.mark.parametrize("hidden", SECRETS)
@pytest.mark.parametrize(
    "carry_off",
    [
        json.dumps,
        lambda hidden: json.dumps(hidden, cls=DjangoJSONEncoder),
        *(lambda hidden, p=p: pickle.dumps(hidden, p) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
        lambda hidden: hidden.__getstate__(),
        vars,
        hash,
        iter,
        len,
    ],
)
def test_it_cannot_be_carried_off(hidden, carry_off):
    with pytest.raises(TypeError) as refusal:
        carry_off(hidden)

    assert NUMBER not in str(refusal.value)


def test_a_log_line_shows_dots(caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("vault.test").info("sent to %s", SECRETS[0], extra={"to": SECRETS[0]})

    assert caplog.messages == [f"sent to {DOTS}"]
    assert NUMBER not in caplog.text + str(vars(caplog.records[0]))


def fail_while_holding(hidden):
    found = [hidden]
    raise RuntimeError(f"unable to use {found}")


def test_an_error_report_with_local_variables_shows_dots():
    try:
        fail_while_holding(SECRETS[0])
    except RuntimeError as error:
        plain = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
        page = ExceptionReporter(None, type(error), error, error.__traceback__).get_traceback_html()

    assert "found" in plain
    assert "found" in page
    assert NUMBER not in plain + page


def test_a_template_can_neither_print_nor_reveal_it():
    template = Engine().from_string("{{ route.number }}|{{ route.number.reveal }}")

    shown = template.render(Context({"route": Route(number=SECRETS[0])}))

    assert shown == f"{DOTS}|"


def test_reveal_gives_the_value_back():
    assert [hidden.reveal() for hidden in SECRETS] == [NUMBER, NUMBER.encode()]


def test_equality_is_of_value_and_kind():
    assert Secret("च") == Secret("च")
    assert Secret("a") != Secret("b")
    assert Secret("a") != Secret(b"a")
    assert Secret("a") != "a"


def test_equality_takes_the_same_time_wherever_the_difference_lies(monkeypatch):
    compared = []
    compare_digest = hmac.compare_digest

    def spy(mine, theirs):
        compared.append((mine, theirs))
        return compare_digest(mine, theirs)

    monkeypatch.setattr(secret.hmac, "compare_digest", spy)

    assert Secret("left") != Secret("right")
    assert compared == [(b"left", b"right")]


def test_it_cannot_be_changed():
    hidden = Secret("a")

    with pytest.raises(AttributeError):
        hidden.value = "b"
    with pytest.raises(AttributeError):
        hidden._Secret__value = "b"
    with pytest.raises(AttributeError):
        del hidden._Secret__value


def test_a_copy_is_the_secret_itself():
    hidden = Secret("a")

    assert copy.copy(hidden) is hidden
    assert copy.deepcopy({"to": hidden})["to"] is hidden


def test_an_empty_secret_is_false():
    assert not Secret("")
    assert not Secret(b"")
    assert Secret("0")
