"""The least a webhook could do: check the HMAC, insert one row, answer. What ours is held against.

Run by gunicorn as `bench.bare:application`, on the same database and server as the real one.
"""

import hashlib
import hmac
import os
from typing import Any

import dj_database_url
import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)},
    DATA_UPLOAD_MAX_MEMORY_SIZE=4 * 1024 * 1024,
    USE_TZ=True,
)
SECRET = os.environ["WHATSAPP_APP_SECRET"].encode()
TABLE = (
    "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, body bytea, at timestamptz)"
)


def receive(request: HttpRequest) -> HttpResponse:
    signature = hmac.new(SECRET, request.body, hashlib.sha256).hexdigest()
    header = request.headers.get("X-Hub-Signature-256", "")
    if not hmac.compare_digest(f"sha256={signature}", header):
        return HttpResponse(status=403)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (body, at) VALUES (%s, now())", [request.body])
    return HttpResponse(status=200)


urlpatterns: list[Any] = [path("webhooks/whatsapp/", receive)]
django.setup()
application = WSGIHandler()
with connection.cursor() as cursor:
    cursor.execute(TABLE)
connection.close()
