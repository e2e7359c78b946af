"""Dashboard · pictures of a product: adding, describing, arranging, removing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.catalog import operations
from apps.catalog.types import MediaSnapshot, ProductSnapshot
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor
from apps.dashboard.forms.catalogue_pictures import PictureForm

from .catalogue import keeps_catalogue
from .catalogue_product import alt_name, page, product_of


@require_POST
@keeps_catalogue
def add(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Add a picture; its files are made before the product's row is locked."""
    product = product_of(product_id)
    form = PictureForm(product, request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.add_media(
                    product_id,
                    image=form.cleaned_data["picture"].read(),
                    alt={product.default_language: form.cleaned_data["alt"]},
                    sku=form.cleaned_data["sku"],
                    at=now(),
                    by=actor(request),
                )
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The picture is on the product."))
            return _back(product_id)
    return page(request, product, status=422, picture=form)


@require_POST
@keeps_catalogue
def arrange(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Save the descriptions, and move or remove the picture whose button was pressed."""
    product = product_of(product_id)
    try:
        with transaction.atomic():
            _describe(request, product)
            _move_or_remove(request, product)
    except MarketError as error:
        messages.error(request, error.text())
    else:
        messages.success(request, _("Saved."))
    return _back(product_id)


def _describe(request: HttpRequest, product: ProductSnapshot) -> None:
    alts = {media.media_id: _typed(request, product, media) for media in product.media}
    if alts:
        operations.describe_media(product.product_id, alts=alts, at=now(), by=actor(request))


def _typed(request: HttpRequest, product: ProductSnapshot, media: MediaSnapshot) -> dict[str, str]:
    """The picture's descriptions as typed; what the form did not hold stays."""
    names = {language: alt_name(media.media_id, language) for language in product.texts}
    names[product.default_language] = f"picture-{media.media_id}-alt"
    return {
        **media.alt,
        **{language: request.POST[name] for language, name in names.items() if name in request.POST},
    }


def _move_or_remove(request: HttpRequest, product: ProductSnapshot) -> None:
    order = [media.media_id for media in product.media]
    for index, media_id in enumerate(order):
        if request.POST.get("remove") == str(media_id):
            operations.remove_media(product.product_id, media_id=media_id, at=now(), by=actor(request))
            return
        if request.POST.get("forward") == str(media_id) and index:
            order[index - 1], order[index] = order[index], order[index - 1]
            operations.order_media(product.product_id, order=order, at=now(), by=actor(request))
            return


def _back(product_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('dash_product', kwargs={'product_id': product_id})}#pictures")
