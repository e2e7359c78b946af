"""Dashboard · which roles of a team may do what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from apps.common.errors import Forbidden
from apps.common.types import Actor, ActorKind
from apps.vendors.types import TeamRole

View = Callable[..., HttpResponseBase]


def requires(*roles: TeamRole) -> Callable[[View], View]:
    """Let only these roles in; owners may do everything.

    Raises:
        Forbidden: the person has another role.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.team_role != TeamRole.OWNER and request.team_role not in roles:
                raise Forbidden()
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def actor(request: HttpRequest) -> Actor:
    """The person of the team who asks, as the one who acts."""
    return Actor(ActorKind.VENDOR, str(request.user.public_id))
