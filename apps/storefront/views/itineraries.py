"""Storefront · how an order travels over hubs: for its buyer to read, and to choose where the seller leaves it so."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.itineraries import operations, selectors
from apps.itineraries.errors import PlanUnknown, WayGone

from .part_of_purchase import buyer, entered


@never_cache
@require_http_methods(["GET", "POST"])
def order_way(request: HttpRequest, public_id: UUID, order_id: UUID) -> HttpResponse:
    """The way that holds or held on a map, with those before it, or those that the buyer may choose among.

    Raises:
        NotFound: the purchase is not the reader's. PlanUnknown: nothing is planned, or it is not to be seen yet.
    """
    with entered(request, public_id, order_id) as place:
        found = selectors.offered_for(order_id)
        if found is None:
            raise PlanUnknown()
        if request.method == "POST":
            try:
                way_id = UUID(request.POST.get("way", ""))
                with transaction.atomic():
                    operations.choose(found.row.public_id, way_id, at=now(), by=buyer(request))
            except (MarketError, ValueError) as refused:
                told = refused if isinstance(refused, MarketError) else WayGone()
                messages.error(request, told.told())
            else:
                messages.success(request, _("Thank you. The seller sends the goods this way."))
            return HttpResponseRedirect(place.url("order_way"))
        at = now()
        context = {
            "purchase": place.purchase,
            "part": place.part,
            "plan": found,
            "takable": {one.row.public_id for one in found.proposed if one.is_open(at)}
            if found.row.is_open_to_buyer
            else (),
            "back_url": place.purchase_url,
        }
        return render(request, "site/purchases/way.html", context)
