from django.urls import path

from districts.lines import views

urlpatterns = [
    path("lines/", views.lines, name="lines"),
    path("lines/<slug:code>/", views.line, name="line"),
    path("lines/<slug:code>/blueprint/", views.blueprint, name="line-blueprint"),
    path("lines/<slug:code>/helplines/", views.helplines, name="line-helplines"),
    path("lines/<slug:code>/sentences/", views.sentences, name="line-sentences"),
    path("lines/<slug:code>/changes/<int:number>/undo/", views.put_back, name="line-put-back"),
    path(
        "lines/<slug:code>/categories/<slug:category_code>/", views.category, name="line-category"
    ),
]
