"""Histograms: they add up, and give back medians and 90th percentiles within the promised error."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.histogram import BOUNDS, ERROR, bucket, middle, percentile

SPANS = st.lists(st.floats(1, 10**8 - 1), min_size=1, max_size=40)
SHARES = st.sampled_from([0.5, 0.9])


def counted(spans):
    return Counter(map(bucket, spans))


def exactly(spans, fraction):
    """As PostgreSQL defines percentile_cont."""
    ordered, place = sorted(spans), fraction * (len(spans) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


@given(SPANS, SHARES)
def test_a_percentile_is_within_the_error(spans, fraction):
    exact = exactly(spans, fraction)

    assert abs(percentile(counted(spans), fraction) - exact) <= exact * ERROR * (1 + 1e-9)


@given(SPANS, SPANS, SHARES)
def test_two_histograms_are_one(first, second, fraction):
    together = counted(first) + counted(second)

    assert percentile(together, fraction) == percentile(counted(first + second), fraction)


@given(st.floats(0, 10**9))
def test_a_span_lies_in_its_bucket(seconds):
    number = bucket(seconds)

    assert number == 0 or BOUNDS[number - 1] <= seconds
    assert number == len(BOUNDS) or seconds < BOUNDS[number]


def test_the_error_is_below_five_percent_and_nothing_has_no_median():
    assert ERROR < 0.05
    assert percentile({}, 0.5) is None
    assert percentile({0: 3}, 0.9) == middle(0) == 0
    assert percentile({bucket(60): 1}, 0.5) == pytest.approx(60, rel=ERROR)
