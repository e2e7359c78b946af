"""Storefront · writing a review of something that arrived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.checkout import selectors as checkout
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.discovery.selectors import offers, products
from apps.reviews import operations, rules, selectors
from apps.reviews.errors import AlreadyReviewed, NotDelivered
from apps.reviews.types import Reviewer, ReviewText

_STARS = [(5, _("5 – excellent")), (4, _("4 – good")), (3, _("3 – fair")), (2, _("2 – poor")), (1, _("1 – bad"))]


class ReviewForm(forms.Form):
    """Stars, and words if wanted."""

    stars = forms.TypedChoiceField(label=_("Stars"), choices=_STARS, coerce=int, widget=forms.RadioSelect)
    title = forms.CharField(label=_("In a sentence"), max_length=rules.LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("What is it like?"),
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Shown to everybody, in the language you write in."),
    )
    name = forms.CharField(
        label=_("Your name as it is shown"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def review_write(request: HttpRequest, purchase: UUID, variant: UUID) -> HttpResponse:
    """A form for who received the variant: the signed-in buyer, or the holder of the purchase's signed link.

    Raises:
        NotDelivered: the reader is neither, or the variant has not arrived.
    """
    token = request.POST.get("token") or request.GET.get("token", "")
    if not _is_buyer(request, purchase, token):
        raise NotDelivered()
    selectors.right_to_review(purchase, variant)
    known = products.product_of_variant(variant)
    if known is None:
        raise NotFound()
    product_id, slug = known
    offer = offers([variant], market=request.shop.market.code).get(variant)
    form = ReviewForm(request.POST or None, initial={"name": _first_name(request)})
    context: dict[str, Any] = {
        "form": form,
        "token": token,
        "offer": offer,
        "title": offer.title(request.shop.language) if offer else slug,
        "is_done": variant not in selectors.reviewable(purchase),
        "product_url": reverse("product", kwargs={"slug": slug}),
    }
    if request.method == "POST" and form.is_valid():
        said = ReviewText(
            stars=form.cleaned_data["stars"],
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            language=request.shop.language,
        )
        try:
            with transaction.atomic():
                operations.write_review(
                    said,
                    by=Reviewer(purchase, request.user.pk, form.cleaned_data["name"]),
                    variant_id=variant,
                    product_id=product_id,
                    country=request.shop.country,
                    at=now(),
                )
        except AlreadyReviewed as refusal:
            form.add_error(None, refusal.text())
        else:
            return HttpResponseRedirect(f"{context['product_url']}#reviews")
    return render(request, "site/browse/review.html", context, status=422 if form.errors else 200)


def _is_buyer(request: HttpRequest, purchase: UUID, token: str) -> bool:
    if token and (selectors.token_proves(purchase, token) or checkout.token_opens(purchase, token)):
        return True
    return request.user.is_authenticated and checkout.purchase(purchase).user_id == request.user.pk


def _first_name(request: HttpRequest) -> str:
    return request.user.get_short_name() if request.user.is_authenticated and request.user.name else ""
