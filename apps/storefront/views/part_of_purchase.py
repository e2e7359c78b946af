"""Storefront · one order of a purchase, entered by whoever may see the purchase: for the pages that change it.

A guest comes by the signed link of the mail. Each page reads and writes the one vendor whose order it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_tenants.utils import tenant_context

from apps.checkout import selectors as purchases
from apps.checkout.types import PartView, PurchaseView
from apps.common.errors import MarketError, NotFound
from apps.common.form_errors import tell
from apps.common.types import Actor, ActorKind
from apps.vendors import selectors as vendors

from .purchases import may_see
from .shopper import user_id


@dataclass(frozen=True)
class Place:
    """Whose order of which purchase a page is about, and the token that goes on with each link."""

    purchase: PurchaseView
    part: PartView
    token: str

    def url(self, name: str, **more: Any) -> str:
        """An address of this order, opened the same way."""
        kwargs = {"public_id": self.purchase.public_id, "order_id": self.part.order_id, **more}
        return reverse(name, kwargs=kwargs) + self.query

    @property
    def purchase_url(self) -> str:
        """The purchase's page, opened the same way."""
        return reverse("purchase", kwargs={"public_id": self.purchase.public_id}) + self.query

    @property
    def query(self) -> str:
        """What opens a page without an account, as the end of its address."""
        return f"?{urlencode({'token': self.token})}" if self.token else ""


@contextmanager
def entered(request: HttpRequest, public_id: UUID, order_id: UUID) -> Iterator[Place]:
    """Inside the vendor whose order it is.

    Raises:
        NotFound: there is none, or the reader is neither its buyer nor holds its link.
    """
    found = purchases.purchase(public_id)
    if not may_see(request, found):
        raise NotFound()
    part = next((one for one in found.parts if one.order_id == order_id), None)
    if part is None:
        raise NotFound()
    token = request.GET.get("token", "")
    kept = token if token and purchases.token_opens(public_id, token) else ""
    with tenant_context(vendors.by_slug(part.vendor_slug)):
        yield Place(found, part, kept)


def tried(request: HttpRequest, form: Form, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Carry a valid form out; a refusal stands at its field, with what to do."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except MarketError as refused:
        if refused.status in (401, 403, 404):
            raise
        tell(form, refused)
        return None


def buyer(request: HttpRequest) -> Actor:
    """Who acts here: a person with an account, or a guest."""
    known = user_id(request)
    return Actor(ActorKind.BUYER, str(request.user.public_id) if known is not None else "guest")
