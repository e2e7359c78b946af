"""Liveness, readiness and metrics, answered before hosts, sessions or languages matter."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

from marketplace import draining
from marketplace.observability import exposition
from marketplace.observability.live import LiveFigures


class HealthMiddleware:
    """What operators' programs ask for.

    `/healthz`: the process answers. `/readyz`: database and cache answer too,
    and nobody has asked this server to stop; else 503 saying why. `/metrics`:
    for those who bear METRICS_TOKEN; for others there is no such page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return self._ready()
        if request.path == "/metrics":
            return self._metrics(request)
        return self.get_response(request)

    def _ready(self) -> HttpResponse:
        if draining.has_begun():
            return JsonResponse({"ready": False, "server": "is stopping"}, status=503)
        checks = {"database": self._database(), "cache": self._cache()}
        is_ready = all(answer == "ok" for answer in checks.values())
        return JsonResponse({"ready": is_ready, **checks}, status=200 if is_ready else 503)

    def _metrics(self, request: HttpRequest) -> HttpResponse:
        if not exposition.may_read(request.headers.get("Authorization", "")):
            return HttpResponseNotFound("Not found\n", content_type="text/plain")
        return HttpResponse(exposition.text(LiveFigures()), content_type=exposition.CONTENT_TYPE)

    def _database(self) -> str:
        try:
            connection.close_if_unusable_or_obsolete()
            with connection.cursor() as cursor:
                cursor.execute("SELECT COUNT(*) FROM public.vendors_schemamigration")
                return "ok" if cursor.fetchone()[0] else "vendors' template is not built"
        except Exception as error:
            return type(error).__name__

    def _cache(self) -> str:
        try:
            cache.set("readyz", "1", 5)
            return "ok" if cache.get("readyz") == "1" else "does not keep what it is given"
        except Exception as error:
            return type(error).__name__
