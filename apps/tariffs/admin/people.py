"""Tariffs · administration · who acts, and deciding on several rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind


def actor(request: HttpRequest) -> Actor:
    """The member of staff who acts."""
    user: Any = request.user
    return Actor(ActorKind.STAFF, str(user.public_id))


def decide(request: HttpRequest, chosen: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Do something with each by itself; tell how many were decided, and why others were not."""
    decided = 0
    for one in chosen:
        try:
            with transaction.atomic():
                act(one)
            decided += 1
        except MarketError as refused:
            messages.warning(request, f"{one}: {refused.told()}")
    if decided:
        said = ngettext("%(count)s rule decided.", "%(count)s rules decided.", decided) % {"count": decided}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing was decided."))
    return decided
