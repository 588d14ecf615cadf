from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = _("Districts, officers and lines")

    def ready(self) -> None:
        from districts import endings, sessions
        from districts.blueprint import rosters, sections

        endings.watch()
        sessions.watch()
        sections.register("watches", rosters.load, rosters.write)
