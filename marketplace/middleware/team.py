"""Who may enter a vendor's back office."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.common.errors import Forbidden
from apps.vendors import selectors as vendors

from .errors import shown
from .surfaces import Surface

OPEN = "/dashboard/account/"


class TeamMiddleware:
    """Sets request.team_role; strangers to the team are refused, guests are sent to log in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.team_role = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.surface is not Surface.TEAM or request.path_info.startswith(OPEN):
            return None
        if not request.user.is_authenticated:
            login = reverse("account_login", urlconf=settings.TEAM_URLCONF)
            return HttpResponseRedirect(f"{login}?{urlencode({'next': request.get_full_path()})}")
        request.team_role = vendors.team_role(vendor_id=request.vendor.pk, user_id=request.user.pk)
        if request.team_role is None:
            return shown(request, Forbidden())
        return None
