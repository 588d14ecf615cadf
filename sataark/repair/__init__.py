"""The repair room: Django's admin for looking at machinery, by administrators alone, never a tip.

It has no sign-in of its own, no form and no page of one row: lists of a few columns each.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from districts.confirmation import confirmed
from districts.models import Officer, RepairLook
from sataark.repair.cells import cell
from sataark.repair.tables import TABLES, Table

MOST = 1000  # rows of a table; beyond it one counts in vain
PAGE = 50
ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])


class Room(admin.AdminSite):
    """The site: for others than administrators it does not exist; each look is kept."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def admin_view(self, view: ViewT, cacheable: bool = False) -> ViewT:
        @confirmed
        @require_safe
        def look(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            now = timezone.now()
            RepairLook.objects.create(by=cast(Officer, request.user), at=now, address=request.path)
            return view(request, *args, **kwargs)

        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return look(request, *args, **kwargs)

        return cast(ViewT, guarded)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        lists = (
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(shown.urls))
            for model, shown in self._registry.items()
        )
        return [path("", self.admin_view(self.index), name="index"), *lists]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        return []  # the way around is the portal's

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        tables = [(table, reverse(f"{self.name}:{_name_of(table.model)}")) for table in TABLES]
        return TemplateResponse(request, "repair/index.html", {"tables": tables})


class Newest(Paginator):
    """Counts no further than it shows, however many there are."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST].count() if isinstance(rows, QuerySet) else len(rows)


class Shown(admin.ModelAdmin):
    """A table of the room: the columns its entry names, the newest row first."""

    change_list_template = "repair/rows.html"
    list_display_links = None
    list_max_show_all = 0
    list_per_page = PAGE
    paginator = Newest
    show_full_result_count = False

    def __init__(self, table: Table, site: Room) -> None:
        self.table, self.list_display = table, table.columns
        super().__init__(table.model, site)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name=_name_of(self.model))]

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return [self.table.newest]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what is shown and no other column: what is sealed stays in the database."""
        related = [name for name in self.table.columns if self.opts.get_field(name).is_relation]
        rows = super().get_queryset(request).filter(self.table.only).only(*self.table.columns)
        return rows.select_related(*related) if related else rows

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # the admin would also look for rows by any column, and so tell what it does not show
        if len(request.GET) > 1 or not set(request.GET) <= {PAGE_VAR, ERROR_FLAG}:
            raise Http404
        page = super().changelist_view(request, extra_context)
        if isinstance(page, TemplateResponse) and page.context_data:
            found, names = page.context_data["cl"], self.table.columns
            rows = [[cell(self.table, row, name) for name in names] for row in found.result_list]
            page.context_data |= {"table": self.table, "rows": rows, "most": MOST}
        return page

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _name_of(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_changelist"


room = Room(name="repair")
for _table in TABLES:
    room._registry[_table.model] = Shown(_table, room)
