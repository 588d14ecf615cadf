from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Refuses a form with files that is larger than one without may be.

    Django limits only the latter; files go to the disk before a view is asked. Whoever has
    signed in may send what a camera makes.
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *_more: Any, **_named: Any
    ) -> None:
        user = getattr(self.request, "user", None)
        is_known = user is not None and user.is_authenticated
        most = settings.OFFICERS_UPLOAD_BYTES if is_known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig("The form with its files is too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
