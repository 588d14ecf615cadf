from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HearingsConfig(AppConfig):
    name = "hearings"
    verbose_name = _("Hearings")

    def ready(self) -> None:
        from districts.blueprint import sections
        from hearings import particulars, windows
        from tickets.services import naming

        sections.register("hearings", windows.load, windows.write)
        naming.register(particulars)
