from django.urls import path

from districts.banners import views

urlpatterns = [
    path("banners/", views.overview, name="banners"),
    path("banners/now/", views.standing, name="banners-now"),
    path("banners/<int:number>/down/", views.take_down, name="banner-down"),
]
