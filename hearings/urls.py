from django.urls import path

from hearings.views import booking, desk, figures, paper, room, talking

app_name = "hearings"
urlpatterns = [
    path("hearings/desk/", desk.desk, name="desk"),
    path("hearings/desk/open/<int:window>/", desk.open_desk, name="open"),
    path("hearings/desk/close/", desk.close_desk, name="close"),
    path("hearings/desk/next/", desk.call_next, name="next"),
    path("hearings/desk/call/<int:key>/", desk.call_this, name="call_this"),
    path("hearings/desk/book/", booking.book_by_phone, name="book_by_phone"),
    path("hearings/figures/", figures.figures, name="figures"),
    path("hearings/figures/day/", figures.figures_of_day, name="figures_of_day"),
    path("hearings/calls/<uuid:key>/", desk.call, name="call"),
    path("hearings/calls/<uuid:key>/finish/", desk.finish, name="finish"),
    path("hearings/calls/<uuid:key>/complaint/", paper.complaint, name="complaint"),
    path("hearings/calls/<uuid:key>/put-back/", desk.put_back, name="put_back"),
    path("hearings/calls/<uuid:key>/hand-over/", desk.hand_over, name="hand_over"),
    path("hearings/calls/<uuid:key>/invite/", desk.invite, name="invite"),
    path("hearings/calls/<uuid:key>/look/", talking.look, name="call_look"),
    path("hearings/calls/<uuid:key>/join/", talking.join, name="call_join"),
    path("hearings/calls/<uuid:key>/leave/", talking.leave, name="call_leave"),
    path("hearings/calls/<uuid:key>/tell/", talking.tell, name="call_tell"),
    path("hearings/calls/<uuid:key>/ice/", talking.ice, name="call_ice"),
    path("hearings/book/<slug:line>/", booking.book, name="book"),
    # last, because a token could be any word
    path("hearings/<str:token>/", room.room, name="room"),
    path("hearings/<str:token>/look/", room.look, name="room_look"),
    path("hearings/<str:token>/join/", room.join, name="room_join"),
    path("hearings/<str:token>/leave/", room.leave, name="room_leave"),
    path("hearings/<str:token>/tell/", room.tell, name="room_tell"),
    path("hearings/<str:token>/ice/", room.ice, name="room_ice"),
    path("hearings/<str:token>/wish/", room.wish, name="room_wish"),
]
