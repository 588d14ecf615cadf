"""What each error of WhatsApp's leads to; listed again by hand from its documentation."""

import pytest

from messaging.reactions import Reaction, reaction_to

R = Reaction


@pytest.mark.parametrize(
    ("codes", "reaction"),
    [
        ((1, 2, 131000, 131016, 131053, 131057, 133000, 133004), R.RETRY),
        ((131056,), R.RETRY_PAIR),
        ((4, 80007, 130429, 131048), R.SLOW_NUMBER),
        ((131047,), R.TEMPLATE),
        ((131026, 131021, 131049, 131050, 130472, 137000), R.GIVE_UP),
        ((0, 190, 3, 10, 200, 299, 33, 368, 131005, 131031, 131042, 131045), R.STOP_NUMBER),
        ((133010, 130497, 132068), R.STOP_NUMBER),
        ((132001, 132015, 132016), R.TEMPLATE_UNUSABLE),
        ((100, 131008, 131009, 131051, 131062, 132000, 132012, 135000), R.OUR_FAULT),
        ((999_999, 131099), R.RETRY),  # unknown: a few times, then a human
    ],
)
def test_each_code_has_its_reaction(codes, reaction):
    assert {code: reaction_to(code, 400) for code in codes} == dict.fromkeys(codes, reaction)


@pytest.mark.parametrize(
    ("http_status", "reaction"),
    [(401, R.STOP_NUMBER), (403, R.STOP_NUMBER), (429, R.SLOW_NUMBER), (500, R.RETRY)],
)
def test_an_answer_without_a_code_is_judged_by_its_status(http_status, reaction):
    assert reaction_to(None, http_status) == reaction
