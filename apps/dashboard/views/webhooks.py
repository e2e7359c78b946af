"""Dashboard · webhooks: endpoints, their health, and what was sent to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import requires
from apps.dashboard.forms.webhooks import EndpointForm, MessageFilter, ReplayForm
from apps.vendors.types import TeamRole
from apps.webhooks import operations, selectors
from apps.webhooks.tasks import wake
from apps.webhooks.types import Cause, DeliveryStatus, EndpointView, Failure

owners = requires(TeamRole.OWNER)
DAY = timedelta(days=1)


@require_GET
@owners
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """Every endpoint with its health."""
    context = {"section": "webhooks", "endpoints": selectors.endpoints(request.vendor.pk)}
    return render(request, "dashboard/webhooks/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@owners
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """Make an endpoint and show its secret, this once."""
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                public_id, secret = operations.make_endpoint(request.vendor.pk, at=now(), **form.cleaned_data)
        except MarketError as error:
            tell(form, error)
        else:
            return _secret(request, public_id, secret)
    context = {"section": "webhooks", "form": form}
    return render(request, "dashboard/webhooks/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@owners
def endpoint_page(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """One endpoint: how it is, what it is sent, and everything that can be done with it."""
    endpoint = selectors.endpoint(endpoint_id, vendor_id=request.vendor.pk)
    initial = {"url": endpoint.url, "description": endpoint.description, "topics": endpoint.topics}
    form = EndpointForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.change_endpoint(endpoint_id, vendor_id=request.vendor.pk, **form.cleaned_data)
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The endpoint is saved."))
            return redirect("dash_webhook", endpoint_id=endpoint_id)
    context = _page(request, endpoint, form)
    return render(request, "dashboard/webhooks/endpoint.html", context, status=422 if form.errors else 200)


@require_POST
@owners
def send_test(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send a message of type webhook.test."""
    with transaction.atomic():
        key, _message_id = operations.send_test(endpoint_id, vendor_id=request.vendor.pk, at=now())
        wake_later(key)
    messages.success(request, _("A test message is on its way. Reload in a few seconds to see the answer."))
    return redirect("dash_webhook", endpoint_id=endpoint_id)


@require_POST
@owners
def pause(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Keep messages back."""
    with transaction.atomic():
        operations.pause(endpoint_id, vendor_id=request.vendor.pk)
    messages.success(request, _("The endpoint is paused. What happens meanwhile is sent when you resume it."))
    return redirect("dash_webhook", endpoint_id=endpoint_id)


@require_POST
@owners
def resume(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send again."""
    with transaction.atomic():
        wake_later(operations.resume(endpoint_id, vendor_id=request.vendor.pk))
    messages.success(request, _("Messages are sent to this address again."))
    return redirect("dash_webhook", endpoint_id=endpoint_id)


@never_cache
@require_POST
@owners
def rotate(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Make a new secret and show it, this once; the old one signs beside it for a day."""
    with transaction.atomic():
        secret = operations.rotate_secret(endpoint_id, vendor_id=request.vendor.pk, at=now())
    return _secret(request, endpoint_id, secret, is_rotated=True)


@require_POST
@owners
def replay_dead(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send again everything that was given up since an instant."""
    form = ReplayForm(request.POST)
    if not form.is_valid():
        selectors.endpoint(endpoint_id, vendor_id=request.vendor.pk)
        messages.error(request, _("Say since when: a day and a time, in UTC."))
        return redirect("dash_webhook", endpoint_id=endpoint_id)
    with transaction.atomic():
        key, count = operations.replay_dead(
            endpoint_id, vendor_id=request.vendor.pk, since=form.cleaned_data["since"], at=now()
        )
        wake_later(key)
    text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    messages.success(request, text % {"count": count})
    return redirect("dash_webhook", endpoint_id=endpoint_id)


@require_POST
@owners
def remove(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Take the endpoint and its messages away."""
    with transaction.atomic():
        operations.remove_endpoint(endpoint_id, vendor_id=request.vendor.pk)
    messages.success(request, _("The endpoint has been removed."))
    return redirect("dash_webhooks")


@require_GET
@owners
def message_page(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One message as it was sent, and what was answered."""
    delivery = selectors.delivery(delivery_id, vendor_id=request.vendor.pk)
    endpoint = selectors.endpoint(delivery.endpoint_id, vendor_id=request.vendor.pk)
    attempts = [
        {"row": found, "why": Failure(found.failure).label if found.failure else ""} for found in delivery.attempts
    ]
    context = {
        "section": "webhooks",
        "message": delivery.row,
        "endpoint": endpoint,
        "payload": json.dumps(json.loads(delivery.payload), indent=2, ensure_ascii=False),
        "attempts": attempts,
    }
    return render(request, "dashboard/webhooks/message.html", context)


@require_POST
@owners
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send one message once more."""
    with transaction.atomic():
        wake_later(operations.replay(delivery_id, vendor_id=request.vendor.pk, at=now()))
    messages.success(request, _("The message is on its way again, under the same id."))
    return redirect("dash_webhook_message", delivery_id=delivery_id)


def wake_later(endpoint_id: int) -> None:
    """Have the sender begin as soon as what was written is committed."""
    transaction.on_commit(lambda: wake(endpoint_id))


def _secret(request: HttpRequest, endpoint_id: UUID, secret: str, *, is_rotated: bool = False) -> HttpResponse:
    context = {"section": "webhooks", "endpoint_id": endpoint_id, "secret": secret, "is_rotated": is_rotated}
    return render(request, "dashboard/webhooks/secret.html", context, status=201)


def _page(request: HttpRequest, endpoint: EndpointView, form: EndpointForm) -> dict[str, Any]:
    wanted = MessageFilter(request.GET)
    chosen: dict[str, Any] = wanted.cleaned_data if wanted.is_valid() else {"status": "", "before": None}
    rows, more = selectors.deliveries(
        endpoint.public_id, vendor_id=request.vendor.pk, status=chosen["status"], before=chosen["before"]
    )
    tabs = [("", _("All")), *DeliveryStatus.choices]
    return {
        "section": "webhooks",
        "endpoint": endpoint,
        "cause": Cause(endpoint.disabled_cause).label if endpoint.disabled_cause else "",
        "form": form,
        "replay_form": ReplayForm(initial={"since": now() - DAY}, label_suffix=""),
        "rows": rows,
        "more": more,
        "tabs": [
            {"label": label, "url": f"?status={value}" if value else "?", "is_current": value == chosen["status"],
             "count": None}
            for value, label in tabs
        ],
    }  # fmt: skip
