"""observability · no app · what waits for staff, as tiles on administration's first page; our style sheet there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.common.clock import now
from apps.tariffs.selectors import life as rules


@dataclass(frozen=True)
class Tile:
    """A count that leads to where it is dealt with."""

    label: str | Promise
    count: int
    url: str
    is_alarm: bool


def tiles(request: Any, context: dict[str, Any]) -> dict[str, Any]:
    """The context with the tiles that the person may see: two statements for rules of customs."""
    if getattr(request, "vendor_tables", None) or not request.user.has_perm("tariffs.view_measure"):
        return context
    stale, waiting = rules.stale_source_count(now().date()), rules.waiting_count()
    found = [
        Tile(_("Sources of rules not checked lately"), stale, reverse("admin:tariffs_places"), stale > 0),
        Tile(_("Rules that wait"), waiting, reverse("admin:tariffs_drafts"), False),
    ]
    return {**context, "tiles": found}


def style(request: Any) -> str:
    """The address of the style sheet that mends administration from right to left."""
    return static("css/admin.css")
