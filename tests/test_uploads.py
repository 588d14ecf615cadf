"""What a stranger may make the web process write to its disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("size", "status"), [(100, 422), (20_000, 400)])
def test_a_form_with_files_is_as_limited_as_one_without(client, settings, size, status):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    file = SimpleUploadedFile("file", b"x" * size)

    answer = client.post("/login/", {"username": "nobody", "password": "wrong", "file": file})

    assert answer.status_code == status


def test_whoever_signed_in_may_send_what_a_camera_makes(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.OFFICERS_UPLOAD_BYTES = 10_000, 30_000
    client.force_login(make_officer())

    def sent(size: int) -> int:
        file = SimpleUploadedFile("proof", b"x" * size, "image/jpeg")
        return client.post("/tickets/K7Q4MTX2W9P/actions/", {"proof": file}).status_code

    assert [sent(20_000), sent(40_000)] == [404, 400]
