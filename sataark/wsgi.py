import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")
portal = get_wsgi_application()

from messaging import spool, views  # noqa: E402 — models load only after Django is set up
from messaging.simulator import checks  # noqa: E402
from sataark import door  # noqa: E402

# A web process that could not keep a tip while the database is away must not take any.
spool.require_writable()
checks.require_unreal()
application = door.beside(portal, views.webhook)

# All views are loaded now rather than for the first request; and whoever looks for garbage need
# not look among what lasts: that held up whatever was being answered for a tenth of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
