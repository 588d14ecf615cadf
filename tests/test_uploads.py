"""What a stranger may make the web process write to its disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("size", "status"), [(100, 422), (20_000, 400)])
def test_a_form_with_files_is_as_limited_as_one_without(client, settings, size, status):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    file = SimpleUploadedFile("file", b"x" * size)

    answer = client.post("/login/", {"username": "nobody", "password": "wrong", "file": file})

    assert answer.status_code == status
