from datetime import timedelta

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models.calendar import Calendar
from districts.models.unit import Unit
from districts.shaping import Shaping
from districts.timing import Timing


class LineQuerySet(models.QuerySet["Line"]):
    def serving(self, *paths: str) -> "LineQuerySet":
        """Return the lines of units at, above or below any of `paths`; none for no paths."""
        units = Unit.objects.below(*paths) | Unit.objects.above(*paths)
        return self.filter(unit__in=units)


class Line(models.Model):
    """A WhatsApp number and what it is for. Everything special about a service is data here."""

    class Purpose(models.TextChoices):
        TIPS = "tips", _("Tips")
        COMPLAINTS = "complaints", _("Complaints")
        BOTH = "both", _("Tips and complaints")
        HEARING = "hearing", _("Hearing")

    code = models.SlugField(max_length=60, unique=True)  # e.g. "bareilly-pro"
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines")
    purpose = models.CharField(max_length=12, choices=Purpose)
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    display_number = models.CharField(max_length=20, blank=True)  # E.164, printed on posters
    # Meta's ids; the number's own secret and token are named by environment variable
    phone_number_id = models.CharField(max_length=40, unique=True)
    business_account_id = models.CharField(max_length=40, blank=True)
    portfolio = models.CharField(max_length=40, default="default")  # scope of a citizen's BSUID
    app_secret_variable = models.CharField(max_length=80, default="WHATSAPP_APP_SECRET")
    access_token_variable = models.CharField(max_length=80, default="WHATSAPP_ACCESS_TOKEN")
    languages = models.JSONField(default=list)  # codes, first is spoken first
    # sentences of this line by language and key, over the gettext defaults
    texts = models.JSONField(default=dict, blank=True)
    # [{"number": "112", "name_hi": …, "name_en": …, "for": "emergency"}]
    helplines = models.JSONField(default=list, blank=True)
    # the division that answers for every ticket of this line, e.g. "crime"
    branch = models.CharField(max_length=20, blank=True)
    asks_district = models.BooleanField(default=False)  # one number for many districts
    # minutes by clock for tickets whose category says nothing else
    clock_minutes = models.JSONField(default=dict)
    # {"emergency": {"acknowledge": 5}}: by priority, where that is sooner
    priority_minutes = models.JSONField(default=dict, blank=True)
    # the clocks named count only in the calendar's hours; all others, and emergencies, always
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True)
    calendar_clocks = models.JSONField(default=list, blank=True)
    # [{"reason": "laboratory", "max_minutes": 20160, "nod": true}]: why clocks may stand still
    pauses = models.JSONField(default=list, blank=True)
    # how much of a clock's time has gone when its holder is warned; 0 for no warning
    warn_percent = models.PositiveSmallIntegerField(default=75)
    # ["22:00", "06:00"] in India's time: warnings wait, breaches never
    quiet_hours = models.JSONField(default=list, blank=True)
    # [{"after_minutes": 0, "role": "circle", "branch": ""}]: who is told how long after a breach
    ladder = models.JSONField(default=list)
    restricted_ladder = models.JSONField(default=list, blank=True)  # for tickets about police
    # stations only propose what the citizen is told; a superior or the desk approves it
    outcome_needs_nod = models.BooleanField(default=False, db_default=False)
    # a pin in another district's borders goes to that district's desk at once; else ours decides
    passes_outside_on = models.BooleanField(default=True, db_default=True)
    draft_idle_minutes = models.PositiveIntegerField(default=10)
    reopen_days = models.PositiveIntegerField(default=7)
    # when officers with a registered telephone are greeted, in India's time; None: they are not
    duty_starts_at = models.TimeField(null=True, blank=True)
    # over the defaults of `districts.timing` and `districts.shaping`
    timing = models.JSONField(default=dict, blank=True)
    shaping = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi

    @property
    def draft_idle(self) -> timedelta:
        return timedelta(minutes=self.draft_idle_minutes)

    @property
    def manners(self) -> Timing:
        """When its officers' words may leave, and how exactly arrivals are shown."""
        return Timing.of(self.timing)

    @property
    def limits(self) -> Shaping:
        """How much of one sender is heard at once."""
        return Shaping.of(self.shaping)


class Category(models.Model):
    """A kind of matter on one line, with its own clock and its own place on the ladder."""

    class Kind(models.TextChoices):
        TIP = "tip", _("Tip")
        COMPLAINT = "complaint", _("Complaint")
        HEARING = "hearing", _("Hearing")  # to be heard by an officer

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TIP)
    name_hi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    # button and list titles: WhatsApp cuts at 24 characters
    short_hi = models.CharField(max_length=24)
    short_en = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField(default=0)
    keywords = models.JSONField(default=list, blank=True)
    branch = models.CharField(max_length=20, blank=True)  # e.g. "crime": climbs to SP Crime
    about_police = models.BooleanField(default=False)  # born restricted
    about_children = models.BooleanField(default=False)  # its pictures are never previewed
    clock_minutes = models.JSONField(default=dict, blank=True)  # over the line's
    priority_minutes = models.JSONField(default=dict, blank=True)  # over the line's
    keeps_calendar = models.BooleanField(default=True)  # False: its clocks always count
    first_says = models.CharField(max_length=40, blank=True)  # text key shown before any question
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["line", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="category_once_a_line")
        ]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi
