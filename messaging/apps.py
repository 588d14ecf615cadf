from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vault import resealing


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from messaging import identity
        from messaging.simulator import checks  # noqa: F401 — registers its check

        resealing.register("citizens' addresses", identity.reseal_aliases)
