import pytest
from django.urls import reverse

from tickets.templatetags.portal import of_ticket

CODES = ("7K3M9P2Q4R6", "ZZZZZZZZZZZ")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("tickets:detail", ()),
        ("tickets:acknowledge", ()),
        ("tickets:triage", ("forward",)),
        ("tickets:triage", ("later",)),
        ("tickets:tiding", (3,)),
        ("tickets:tiding", (41,)),
    ],
)
def test_a_rows_address_is_the_one_that_leads_there(
    page: str, more: tuple[str | int, ...], code: str
) -> None:
    assert of_ticket(page, code, *more) == reverse(page, args=[code, *more])
