"""One file for every environment: they differ by the variables of .env.example, not by files."""

import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sataark import env, error_reports, passwords, queues, rehearsal, storage

BASE_DIR = Path(__file__).resolve().parent.parent

# Core
SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "sataark.urls"
WSGI_APPLICATION = "sataark.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "vault",
    "districts",
    "tickets",
    "evidence",
    "messaging",
    "hearings",
    "django.contrib.admin.apps.SimpleAdminConfig",  # without its default site: sataark/repair
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sataark.headers.private_by_default",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "districts.sessions.note_activity",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sataark.htmx.vary",
    "sataark.reading.posts_once",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sataark.htmx.layout",
            ]
        },
    }
]

# People
AUTH_USER_MODEL = "districts.Officer"
AUTHENTICATION_BACKENDS = [
    "districts.backends.Officers",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian would otherwise create a row for nobody
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = passwords.VALIDATORS
LOGIN_URL = "districts:login"
LOGIN_REDIRECT_URL = "tickets:home"
LOGOUT_REDIRECT_URL = "districts:login"

# Sessions, cookies, transport
SECURE = not DEBUG
SESSION_ENGINE = "districts.sessions"  # which says how long they last
SESSION_COOKIE_AGE = 15 * 60  # of what is not signed in
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# "no-referrer" would make browsers send `Origin: null` with our own forms, which fails as forgery
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # Meta posts up to 3 MB
OFFICERS_UPLOAD_BYTES = 50 * 1024 * 1024  # a form with photos as proof
FILE_UPLOAD_HANDLERS = [
    "sataark.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Data
# a connection that died with the server is found out and replaced before a page needs it
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL"), conn_max_age=60, conn_health_checks=True
    )
}
# seconds to reach the server; the door (messaging/letterbox.py) must not wait for a dead one
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
# what is bound by the server is planned once for a connection: districts/prepared.py
DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 0)
# What is asked is short and asked often: to compile it, or to share it out among processes, costs
# more than it saves; and no disk of today turns.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
)
CACHES = {
    # in PostgreSQL, so that throttles hold in every process and without Redis
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # beyond 300, which is the default, strangers would push out the counts of others' tries
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
STORAGES = storage.backends(
    env.text("STORAGE_URL", f"file://{BASE_DIR / 'var' / 'media'}"), debug=DEBUG
)
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# not collected yet: served from where they lie, without fingerprints
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()

# Language and time
LANGUAGE_CODE = "hi"
LANGUAGES = [("hi", _("Hindi")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True

# Queues: each is drained by a process of the Procfile
REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ROUTES = queues.ROUTES
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Celery would hang up before and after every task; sataark/celery.py looks after connections
CELERY_DB_REUSE_MAX = sys.maxsize
CELERY_TASK_TIME_LIMIT = 300  # seconds; below the visibility timeout
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "max_retries": 1,  # of a publish; without it a dead broker holds the caller for seconds
    "interval_start": 0,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY = False  # a hint that cannot be given at once is left to the sweep
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]

# Vault: a process is given only the parts it may hold
SATAARK_VAULT_PUBLIC_KEYS = env.text("SATAARK_VAULT_PUBLIC_KEYS", "")
SATAARK_VAULT_PRIVATE_KEYS = env.text("SATAARK_VAULT_PRIVATE_KEYS", "")
SATAARK_INDEX_KEY = env.text("SATAARK_INDEX_KEY", "")

# WhatsApp: secrets and tokens by variable name, so that a line may name its own
WHATSAPP_API_URL = env.text("WHATSAPP_API_URL", "https://graph.facebook.com").rstrip("/")
WHATSAPP_API_VERSION = env.text("WHATSAPP_API_VERSION", "v25.0")
WHATSAPP_APP_SECRETS = env.family("WHATSAPP_APP_SECRET")
WHATSAPP_ACCESS_TOKENS = env.family("WHATSAPP_ACCESS_TOKEN")
WHATSAPP_VERIFY_TOKEN = env.text("WHATSAPP_VERIFY_TOKEN", "")
WHATSAPP_CONNECT_TIMEOUT_SECONDS = env.number("WHATSAPP_CONNECT_TIMEOUT_SECONDS", 5)
WHATSAPP_READ_TIMEOUT_SECONDS = env.number("WHATSAPP_READ_TIMEOUT_SECONDS", 30)
SATAARK_DOWNLOADS_AT_ONCE = env.number("SATAARK_DOWNLOADS_AT_ONCE", 2)
# Video hearings: where browsers meet when they cannot reach each other
TURN_URLS = env.words("TURN_URLS")
TURN_SECRET = env.text("TURN_SECRET", "")
HEARING_KEYS = env.words("HEARING_KEYS")  # the newest first; web and gateway
SATAARK_SPOOL_DIR = Path(env.text("SATAARK_SPOOL_DIR", str(BASE_DIR / "var" / "spool")))
SATAARK_SIMULATOR = env.flag("SATAARK_SIMULATOR")
if SATAARK_SIMULATOR:  # its telephone sends films
    FILE_UPLOAD_HANDLERS = FILE_UPLOAD_HANDLERS[1:]
SATAARK_SIMULATOR_URL = env.text("SATAARK_SIMULATOR_URL", "http://127.0.0.1:8001")
# made-up officers sign in with a password alone: never where citizens write
SATAARK_DEMO = env.flag(
    "SATAARK_DEMO",
    default=rehearsal.is_rehearsal(
        simulator=SATAARK_SIMULATOR, public_url=PUBLIC_URL, whatsapp_url=WHATSAPP_API_URL
    ),
)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["districts.bearer.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tickets.api.parsing.ShallowJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"sign-in": "120/min", "read": "1200/min", "write": "300/min"},
    "EXCEPTION_HANDLER": "tickets.api.refusals.as_response",
    # how many proxies' word is taken for the sender's address; else a header could make one up
    "NUM_PROXIES": env.number("TRUSTED_PROXIES", 0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sataark",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "TicketKind": "tickets.models.Ticket.Kind",
        "ActionKind": "tickets.models.Action.Kind",
        "UnitKind": "districts.models.Unit.Kind",
        "AttachmentKind": "evidence.models.Attachment.Kind",
        "AttachmentState": "evidence.models.Attachment.State",
        "TicketStatus": "tickets.lifecycle.Status",
        "CloseReason": "tickets.lifecycle.CloseReason",
    },
}

# Logs: one JSON line per record on standard output, identifiers masked
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "sataark.logs.MaskIdentifiers"}},
    "formatters": {"json": {"()": "sataark.logs.JsonLines"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "filters": ["mask"],
            "formatter": "json",
        }
    },
    "root": {"handlers": ["stdout"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stdout"], "propagate": False},
        # gunicorn names addresses whole, in its errors and wherever an access log is wished
        "gunicorn.error": {"handlers": ["stdout"], "propagate": False},
        "gunicorn.access": {"handlers": ["stdout"], "propagate": False},
        "urllib3": {"level": "WARNING"},  # its debug lines carry URLs
        "fido2": {"level": "WARNING"},  # it names the officer's keys at each use
    },
}
error_reports.start(env.text("SENTRY_DSN", ""))
