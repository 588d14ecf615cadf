from django.urls import URLPattern, URLResolver

app_name = "hearings"
urlpatterns: list[URLPattern | URLResolver] = []
