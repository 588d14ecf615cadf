from django.urls import path

from districts.confirmation import confirmed
from tickets.policy import Deed
from tickets.views import (
    calls,
    clocks,
    detail,
    drafts,
    figures,
    floods,
    found,
    incidents,
    lists,
    morning,
    replies,
    reports,
    roster,
    searches,
    station,
    tidings,
    times,
    triage,
)
from tickets.views.panels import PANELS

app_name = "tickets"
ASK_AGAIN = {Deed.RESTRICT}  # who is there, unless just shown
urlpatterns = [
    path("", lists.home, name="home"),
    path("queue/", lists.queue, name="queue"),
    path("queue/alike/<str:code>/", floods.flood, name="flood"),
    path("queue/together/<slug:word>/undo/", floods.undo, name="undo-together"),
    path("queue/sent/<slug:word>/undo/", triage.take_back, name="undo-forward"),
    path("queue/<str:code>/<slug:named>/", triage.decide, name="triage"),
    path("searches/", searches.mine, name="searches"),
    path("searches/keep/", searches.keep, name="keep-search"),
    path("searches/<uuid:key>/read/", searches.read, name="read-search"),
    path("searches/<uuid:key>/remove/", searches.remove, name="remove-search"),
    path("roster/", roster.overview, name="roster"),
    path("roster/<slug:line>/<slug:code>/", roster.shift, name="shift"),
    path("replies/", replies.overview, name="replies"),
    path("replies/<slug:line>/new/", replies.edit, name="new-reply"),
    path("replies/<slug:line>/<uuid:key>/", replies.edit, name="reply"),
    path("tickets/<str:code>/ready/", replies.beside, name="ready"),
    path("incidents/<str:code>/", incidents.incident, name="incident"),
    path("incidents/<str:code>/<slug:named>/", incidents.do, name="incident-do"),
    path("tickets/<str:code>/similar/", incidents.beside, name="similar"),
    path("tickets/<str:code>/unlink/", incidents.take_out, name="unlink"),
    path("station/", station.station, name="station"),
    path("reports/", reports.shelf, name="reports"),
    path("reports/<int:number>/", confirmed(reports.take), name="report"),
    path("search/", found.search, name="search"),
    path("map/", found.places, name="places"),
    path("notifications/", tidings.centre, name="tidings"),
    path("notifications/badge/", tidings.badge, name="tidings-badge"),
    path("notifications/read/", tidings.read_all, name="tidings-read"),
    path("notifications/<str:code>/<int:number>/", tidings.follow, name="tiding"),
    path("late/", lists.late, name="late"),
    path("explanations/", clocks.owed, name="owed"),
    path("closed/", clocks.closed, name="closed"),
    path("morning/", morning.morning, name="morning"),
    path("morning/unusual/", morning.unusual, name="unusual"),
    path("figures/", figures.overview, name="figures"),
    path("figures/behind/", figures.behind, name="behind"),
    path("away/", figures.away, name="away"),
    path("tickets/<str:code>/account/", clocks.account, name="account"),
    path("tickets/<str:code>/explain/", clocks.explain, name="explain"),
    path("lines/<slug:code>/times/", times.times, name="times"),
    path("lines/<slug:code>/times/<slug:category_code>/", times.times, name="times"),
    path("calls/", calls.take_down, name="call"),
    path("calls/<uuid:nonce>/", calls.receipt, name="call-receipt"),
    path("tickets/<str:code>/drafts/<slug:deed>/", drafts.keep, name="draft"),
    path("tickets/<str:code>/", detail.detail, name="detail"),
    *(
        path(
            f"tickets/<str:code>/{deed.value}/",
            confirmed(detail.do) if deed in ASK_AGAIN else detail.do,
            {"deed": Deed(deed)},
            name=deed.value,
        )
        for deed in PANELS
    ),
]
