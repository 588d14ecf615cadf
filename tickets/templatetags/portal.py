"""Small words of the pages: icons, states, times, and the way around."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from districts import banners, grants
from districts.models import Banner, Posting, Unit
from tickets import codes, moments
from tickets.duties import NOW_AND_THEN, Duty, duties
from tickets.floods import Flood
from tickets.models import Clock, Ticket
from tickets.models.clock import ClockName

register = template.Library()
ANY_CODE = "00000000000"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon of static/icons.svg; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def of_ticket(page: str, code: str, *more: str | int) -> str:
    """Return what `url` would: a page's address, found once and not again for every row."""
    return code.join(_around_code(page, *more))


@lru_cache(maxsize=1000)
def _around_code(page: str, *more: str | int) -> tuple[str, str]:
    before, _, after = reverse(page, args=[ANY_CODE, *more]).partition(ANY_CODE)
    return before, after


@register.filter
def spaced(code: str) -> str:
    return codes.spaced(code)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime, hours: int = 0) -> SafeString:
    """Say when: exactly, or in which block of `hours`."""
    return _said(at, hours, context.get("now"))


@register.simple_tag
def calendar_day(day: date) -> str:
    return moments.calendar_day(day)


@register.simple_tag(takes_context=True)
def arrived(context: template.Context, ticket: Ticket) -> SafeString:
    """Say when a ticket came, as exactly as the reader may know."""
    hours, now, at = context["sight"].hours(ticket), context["now"], ticket.arrived_at
    if hours:
        return _said(at, hours, now)
    return format_html("{} ({})", _said(at, 0, now), moments.age(at, now=now))


@register.simple_tag(takes_context=True)
def age(context: template.Context, ticket: Ticket) -> SafeString:
    """Say how old a ticket is; in blocks of hours, when it came."""
    at = ticket.arrived_at
    if context["sight"].hours(ticket):
        return arrived(context, ticket)
    words = moments.age(at, now=context["now"])
    whole = moments.moment(at, now=None)
    said = f'<time datetime="{at.isoformat()}" title="{escape(whole)}">{escape(words)}</time>'
    return SafeString(said)


@register.simple_tag(takes_context=True)
def time_left(context: template.Context, clock: Clock) -> str:
    hours, now = context["sight"].hours_of(clock), context["now"]
    return (
        moments.due(clock.due_at, hours, now=now) if hours else moments.left(clock.due_at, now=now)
    )


@register.simple_tag(takes_context=True)
def is_late(context: template.Context, clock: Clock) -> bool:
    return bool(context["sight"].is_late(clock, context["now"]))


@register.simple_tag(takes_context=True)
def blur(context: template.Context, clock: Clock) -> int:
    """Return the hours of the blocks in which the reader sees this clock; 0: exactly."""
    return int(context["sight"].hours_of(clock))


def _said(at: datetime, hours: int, now: datetime | None) -> SafeString:
    if hours:
        # no attribute either: a browser would show what the words leave out
        return SafeString(f"<span>{escape(moments.block(at, hours, now=now))}</span>")
    words = escape(moments.moment(at, now=now))
    return SafeString(f'<time datetime="{at.isoformat()}">{words}</time>')


@register.simple_tag(takes_context=True)
def posts_held(context: template.Context) -> list[Posting]:
    """Return the posts of whoever is signed in, read once for a page."""
    return grants.posts(context["user"])


@register.simple_tag(takes_context=True)
def banners_above(context: template.Context) -> list[Banner]:
    """Return what stands above the pages of whoever is signed in."""
    return banners.for_officer(context["user"])


@register.simple_tag
def ways(posts: list[Posting]) -> list[Duty]:
    """Return what these posts work with every day."""
    return [way for way in duties({post.role for post in posts}) if way.page not in NOW_AND_THEN]


@register.simple_tag
def ways_aside(posts: list[Posting]) -> list[Duty]:
    """Return what these posts look after now and then."""
    return [way for way in duties({post.role for post in posts}) if way.page in NOW_AND_THEN]


@register.simple_tag(takes_context=True)
def page_in_list(context: template.Context, number: int) -> str:
    """Return the query string of this list at another page."""
    request: Any = context["request"]
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def flood_of(context: template.Context, ticket: Ticket) -> Flood | None:
    """Return the flood whose one row this ticket is, if this list folds floods."""
    floods: dict[int, Flood] = context.get("floods") or {}
    return floods.get(ticket.pk)


@register.simple_tag(takes_context=True)
def holder_of(context: template.Context, ticket: Ticket) -> str:
    """Return who answers for a ticket now, where this list says so."""
    holders: dict[int, str] = context.get("holders") or {}
    return holders.get(ticket.pk, "")


@register.filter
def day(at: datetime) -> str:
    return moments.day(at)


@register.filter
def span(length: timedelta) -> str:
    return moments.span(length)


@register.simple_tag(takes_context=True)
def time_until(context: template.Context, at: datetime) -> str:
    return moments.left(at, now=context["now"])


@register.simple_tag
def exact(at: datetime) -> SafeString:
    """Say a moment to the second, as whoever checks an account needs it."""
    local = timezone.localtime(at)
    words = f"{moments.day(at)}, {local:%H:%M:%S}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.simple_tag
def named(name_hi: str, name_en: str) -> str:
    """Return the name of a unit read as columns, in the reader's language."""
    return str(Unit(name_hi=name_hi, name_en=name_en).name)


@register.simple_tag
def times_said(minutes: dict[str, int]) -> list[tuple[str, str]]:
    """Return the name of each clock and its time in words, in the order in which they run."""
    shown = [name for name in ClockName if name in minutes]
    return [(str(name.label), moments.span(minutes[name] * moments.MINUTE)) for name in shown]
