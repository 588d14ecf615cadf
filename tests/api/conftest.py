import pytest
from rest_framework.test import APIClient

from tests.factories import make_line, make_officer, make_ticket, make_tree


class Caller:
    """An officer at the API: `get` and `post` with paths below /api/v1/."""

    def __init__(self, officer):
        self.officer = officer
        self.client = APIClient()
        self.client.force_authenticate(officer)

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path, **body):
        return self.client.post(f"/api/v1/{path}", body, format="json")


class District:
    """A tree with a line, its desk and its officers, each a caller."""

    def __init__(self):
        self.tree = make_tree()
        self.line = make_line(self.tree.district, code="the-line")

    def caller(self, role, unit=None):
        return Caller(make_officer(role, unit or self.tree.district))

    def ticket(self, unit=None, **fields):
        return make_ticket(self.line, unit, **fields)


@pytest.fixture
def district(db):
    return District()
