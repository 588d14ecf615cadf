from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vault import resealing


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from evidence import certificates
        from evidence.resealing import reseal_originals, reseal_sources
        from tickets.models import Report
        from tickets.reports import making

        making.MAKERS[Report.Kind.CERTIFICATES] = certificates.listed
        resealing.register("original files", reseal_originals)
        resealing.register("where files come from", reseal_sources)
