"""API · addresses that stand beside the audiences', each for several of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import URLPattern, path

from apps.accounts.types import Audience

from .landed_cost import Assessments

urlpatterns = [path("api/v1/landed-cost/assessments", Assessments.as_view(), name="api_landed_cost")]
_TOLD = frozenset({Audience.STOREFRONT, Audience.STAFF})


def patterns(audience: Audience) -> Sequence[URLPattern]:
    """Those that stand in an audience's document."""
    return urlpatterns if audience in _TOLD else ()
