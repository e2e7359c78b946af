"""Screening · administration · lists, how fresh they are, what is on them, and looking up a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.screening.errors import ListsUnfit
from apps.screening.models import ListEntry, ListVersion
from apps.screening.selectors import lists, queue

from .matches import REASONS


class NameForm(forms.Form):
    """A name to look up. It goes by POST: names of people stand in no address and in no log."""

    name = forms.CharField(label=_("Name"), max_length=300, widget=UnfoldAdminTextInputWidget)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country, if known (two letters)"), required=False, widget=UnfoldAdminTextInputWidget
    )
    birth_date = forms.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$", label=_("Date of birth, if known (1961 or 1961-03-14)"), required=False,
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip


@admin.register(ListVersion, site=staff_site)
class ListVersionAdmin(ReadOnlyAdmin):
    """Every version of every list; the page above tells whether those in use are fit."""

    list_display = ("source", "number", "listed_on", "entry_count", "added_count", "removed_count", "loaded_at",
                    "checked_at")  # fmt: skip
    list_filter = ("source",)
    actions_list = ("open_states", "open_search")

    @action(description=_("How fresh the lists are"), url_path="open-states")
    def open_states(self, request: HttpRequest) -> HttpResponse:
        """The first button above the list."""
        return HttpResponseRedirect(reverse("admin:screening_states"))

    @action(description=_("Look up a name"), url_path="open-search")
    def open_search(self, request: HttpRequest) -> HttpResponse:
        """The second button above the list."""
        return HttpResponseRedirect(reverse("admin:screening_search"))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("states/", self.admin_site.admin_view(self.states), name="screening_states"),
            path("search/", self.admin_site.admin_view(self.search), name="screening_search"),
        ]
        return [*own, *super().get_urls()]

    def states(self, request: HttpRequest) -> HttpResponse:
        """Each list of the settings with its age; one that is missing or too old stops all screening, in red."""
        self._require_view(request)
        at = now()
        states = lists.states(at=at)
        context = self._context(request, title=_("Lists of denied parties"))
        context |= {"states": states, "unfit": [one for one in states if not one.is_fit], "counts": queue.counts()}
        return TemplateResponse(request, "admin/screening/lists.html", context)

    def search(self, request: HttpRequest) -> HttpResponse:
        """Entries that a name may be. Nothing is kept of who was looked up."""
        self._require_view(request)
        form = NameForm(request.POST or None, label_suffix="")
        context = self._context(request, title=_("Look up a name")) | {"form": form}
        if form.is_valid():
            said = form.cleaned_data
            try:
                found = queue.search(
                    said["name"], country=said["country"].upper(), birth_date=said["birth_date"], at=now()
                )
            except ListsUnfit as unfit:
                form.add_error(None, unfit.text())
            else:
                context["asked"] = said["name"]
                context["found"] = [
                    (one, [REASONS.get(reason["code"], reason["code"]) for reason in one.features["reasons"]])
                    for one in found
                ]
        return TemplateResponse(request, "admin/screening/search.html", context, status=422 if form.errors else 200)

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _context(self, request: HttpRequest, *, title: object) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.model._meta, "title": title}


@admin.register(ListEntry, site=staff_site)
class ListEntryAdmin(ReadOnlyAdmin):
    """Entries as their authorities publish them, those of before too."""

    list_display = ("primary_name", "source", "ref", "kind", "countries", "since", "until")
    list_filter = ("source", "kind", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("since", "until")
    search_fields = ("ref", "compared__words")
    exclude = ("digest",)

    @admin.display(description=_("name"))
    def primary_name(self, entry: ListEntry) -> str:
        return str(entry)
