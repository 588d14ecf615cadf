from django.urls import path

from districts.leave import views

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("leave/<int:posting>/", views.leave_of, name="leave-of"),
    path("leave/<int:posting>/back/", views.back, name="leave-back"),
]
