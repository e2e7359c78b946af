"""Who may enter the administration: staff who have proven themselves by a second factor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.accounts import step_up
from apps.accounts.errors import ProofMissing

from .errors import shown
from .surfaces import Surface

OPEN = "/admin/account/"


class StaffDoorMiddleware:
    """Staff without authenticator app or passkey are led to set one up; nothing else of the administration opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.surface is not Surface.STAFF or not settings.STAFF_NEED_SECOND_FACTOR:
            return None
        if request.path.startswith(OPEN) or not request.user.is_authenticated or not request.user.is_staff:
            return None
        try:
            step_up.require_second_factor(request)
        except ProofMissing as missing:
            return shown(request, missing)
        return None
