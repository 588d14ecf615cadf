"""STORAGE_URL → Django's STORAGES: private files on disk (file://) or in a bucket (s3://)."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def backends(url: str, *, debug: bool) -> dict[str, dict[str, Any]]:
    """Return STORAGES for `url`.

    `file:///var/lib/sataark/media` keeps files on disk, readable by their owner only.
    `s3://key:secret@bucket/prefix?endpoint=https://host&region=ap-south-1` keeps them in S3;
    key and secret may be left out where the machine has a role of its own.
    """
    static = "sataark.fingerprints.Fingerprints"
    if debug:
        static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {"default": _files(url), "staticfiles": {"BACKEND": static}}


def _files(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "file":
        options = {
            "location": parts.path,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    if parts.scheme == "s3" and parts.hostname:
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _bucket(url)}
    raise ImproperlyConfigured("STORAGE_URL must begin with file:/// or s3://bucket.")


def _bucket(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "default_acl": "private",
        "file_overwrite": False,
        "querystring_auth": True,
        "signature_version": "s3v4",
    }
    if parts.username:
        options["access_key"] = unquote(parts.username)
        options["secret_key"] = unquote(parts.password or "")
    if "endpoint" in query:
        options["endpoint_url"] = query["endpoint"][0]
        options["addressing_style"] = "path"
    if "region" in query:
        options["region_name"] = query["region"][0]
    return options
