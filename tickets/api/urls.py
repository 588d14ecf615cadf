from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from districts import api as districts
from tickets.api import clocks, desk, doing, reading, station

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
    path("token/", districts.Token.as_view(), name="token"),
    path("units/", districts.Units.as_view(), name="units"),
    path("stats/response-times/", reading.ResponseTimes.as_view(), name="response-times"),
    path("stats/first-looks/", reading.FirstLooks.as_view(), name="first-looks"),
    path("explanations/", clocks.Explanations.as_view(), name="explanations"),
    path("tickets/", reading.Tickets.as_view(), name="tickets"),
    path("tickets/<slug:code>/", reading.OneTicket.as_view(), name="ticket"),
    path("tickets/<slug:code>/history/", reading.History.as_view(), name="history"),
    path("tickets/<slug:code>/forward/", doing.Forward.as_view(), name="forward"),
    path("tickets/<slug:code>/return/", doing.ReturnToDesk.as_view(), name="return"),
    path("tickets/<slug:code>/handover/", doing.HandOver.as_view(), name="handover"),
    path("tickets/<slug:code>/acknowledge/", doing.Acknowledge.as_view(), name="acknowledge"),
    path("tickets/<slug:code>/actions/", doing.Act.as_view(), name="act"),
    path("tickets/<slug:code>/assign/", station.Assign.as_view(), name="assign"),
    path("tickets/<slug:code>/proposal/", station.Propose.as_view(), name="propose"),
    path("tickets/<slug:code>/ask/", doing.Ask.as_view(), name="ask"),
    path("tickets/<slug:code>/outcome/", doing.GiveOutcome.as_view(), name="outcome"),
    path("tickets/<slug:code>/close/", doing.Close.as_view(), name="close"),
    path("tickets/<slug:code>/reopen/", doing.Reopen.as_view(), name="reopen"),
    path("tickets/<slug:code>/restrict/", doing.Restrict.as_view(), name="restrict"),
    path("tickets/<slug:code>/pause/", clocks.Pause.as_view(), name="pause"),
    path("tickets/<slug:code>/pause/decision/", clocks.Decide.as_view(), name="nod"),
    path("tickets/<slug:code>/pause/end/", clocks.Resume.as_view(), name="resume"),
    path("tickets/<slug:code>/demand/", clocks.Demand.as_view(), name="demand"),
    path("tickets/<slug:code>/explain/", clocks.Explain.as_view(), name="explain"),
    path("tickets/<slug:code>/recheck/", clocks.Recheck.as_view(), name="recheck"),
    path("tickets/<slug:code>/notes/", doing.AddNote.as_view(), name="note"),
    path("tickets/<slug:code>/category/", doing.Categorise.as_view(), name="categorise"),
    path("tickets/<slug:code>/priority/", desk.Prioritise.as_view(), name="prioritise"),
    path("tickets/<slug:code>/shelve/", desk.Shelve.as_view(), name="shelve"),
    path("tickets/<slug:code>/link/", desk.Link.as_view(), name="link"),
    path("tickets/<slug:code>/unlink/", desk.Unlink.as_view(), name="unlink"),
]
