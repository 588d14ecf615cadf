"""Small words of the duty roster."""

from collections.abc import Collection

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def days_of(weekdays: Collection[int]) -> str:
    """Name the days on which a shift begins; 0 is Monday."""
    if len(set(weekdays)) == len(WEEKDAYS_ABBR):
        return _("every day")
    return ", ".join(str(WEEKDAYS_ABBR[day]) for day in sorted(weekdays))
