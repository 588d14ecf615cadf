from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vault import resealing


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from messaging import identity, phoned
        from messaging.simulator import checks  # noqa: F401 — registers its check
        from tickets.services import hearsay

        hearsay.register(phoned.hear)
        resealing.register("citizens' addresses", identity.reseal_aliases)
