"""Dashboard · the editor of one product, section by section."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.catalog import operations, selectors
from apps.catalog.errors import NotPublishable, ProductMissing
from apps.catalog.selectors import currency_terms
from apps.catalog.types import MediaSnapshot, ProductSnapshot
from apps.common.clock import now
from apps.common.errors import MarketError, NotFound
from apps.common.form_errors import tell
from apps.customs.operations import preflight
from apps.customs.types.preflight import Defect, DefectKind, Preflight
from apps.dashboard.access import actor
from apps.dashboard.forms.catalogue import AttributesForm, DetailsForm, SectionForm, TextsForm
from apps.dashboard.forms.catalogue_compliance import ComplianceForm
from apps.dashboard.forms.catalogue_pictures import PictureForm
from apps.dashboard.forms.catalogue_variants import OptionsForm, PricesForm, VariantsForm, anchor
from apps.discovery.selectors.market_prices import market_prices
from apps.vendors.selectors import as_card

from .catalogue import keeps_catalogue

# Each section of the editor: how its form is made, and what of the product it replaces.
Maker = Callable[[ProductSnapshot, str, Any], SectionForm]
_SECTIONS: dict[str, tuple[Maker, Callable[[Any], dict[str, Any]]]] = {
    "texts": (lambda product, _currency, data: TextsForm(product, data), lambda form: {"texts": form.texts()}),
    "details": (lambda product, _currency, data: DetailsForm(product, data), lambda form: form.parts()),
    "compliance": (
        lambda product, _currency, data: ComplianceForm(product, data),
        lambda form: {"compliance": form.compliance()},
    ),
    "attributes": (
        lambda product, _currency, data: AttributesForm(product, data),
        lambda form: {"attributes": form.values()},
    ),
    "options": (lambda product, _currency, data: OptionsForm(product, data), lambda form: {"options": form.options()}),
    "variants": (
        lambda product, _currency, data: VariantsForm(product, data),
        lambda form: {"variants": form.variants()},
    ),
    "prices": (
        lambda product, currency, data: PricesForm(product, currency, data),
        lambda form: {"variants": form.variants()},
    ),
}
_STATUSES = {"publish": operations.publish, "unpublish": operations.unpublish, "archive": operations.archive}


@require_GET
@keeps_catalogue
def editor(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """All of a product, and what keeps it from being published."""
    return page(request, product_of(product_id))


@require_POST
@keeps_catalogue
def save(request: HttpRequest, product_id: UUID, section: str) -> HttpResponse:
    """Save one section. What cannot be stored is shown beside its field, with all that was typed."""
    if section not in _SECTIONS:
        raise NotFound()
    product = product_of(product_id)
    make, parts = _SECTIONS[section]
    form = make(product, request.vendor.currency, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.update_product(
                    product_id,
                    expected_version=_version(request),
                    at=now(),
                    by=actor(request),
                    **parts(form),
                )
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('dash_product', kwargs={'product_id': product_id})}#{section}")
    return page(request, product, status=422, **{section: form})


@require_POST
@keeps_catalogue
def status(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Publish, withdraw or archive the product."""
    act = _STATUSES.get(request.POST.get("action", ""))
    if act is None:
        raise NotFound()
    try:
        with transaction.atomic():
            act(product_id, at=now(), by=actor(request))
    except NotPublishable:
        messages.error(request, _("The product cannot be published yet. See what is missing below."))
    else:
        messages.success(request, _("Done. The shop shows it within seconds."))
    return redirect("dash_product", product_id=product_id)


def page(request: HttpRequest, product: ProductSnapshot, *, status: int = 200, **bound: SectionForm) -> HttpResponse:
    """The editor, with some of its forms as they were sent."""
    currency = request.vendor.currency
    text = product.texts.get(product.default_language)
    forms = {name: bound.get(name) or make(product, currency, None) for name, (make, _parts) in _SECTIONS.items()}
    problems = selectors.publishing_problems(product, get_language() or "en")
    context = {
        "section": "products",
        "product": product,
        "title": text.title if text else product.code,
        "currency": currency,
        "problems": [{"text": str(problem), "anchor": anchor(problem.field)} for problem in problems],
        "pictures": [_picture(product, media) for media in product.media],
        "market_prices": market_prices(
            product,
            as_card(request.vendor),
            on=now().date(),
            terms=currency_terms.terms_of([product], own_currency=currency),
        ),
        "kept_from": kept_from(preflight.assess([product], at=now())[product.product_id]),
        "picture_form": bound.get("picture") or PictureForm(product),
        **{f"{name}_form": form for name, form in forms.items()},
    }
    return render(request, "dashboard/catalogue/editor.html", context, status=status)


def kept_from(found: Preflight) -> list[tuple[Defect, list[str]]]:
    """What keeps a product from being sold, each with the countries where it does."""
    by_text: dict[str, tuple[Defect, list[str]]] = {}
    for outcome in found.outcomes:
        for defect in outcome.defects:
            if defect.kind == DefectKind.RESTRICTED:
                by_text.setdefault(defect.text, (defect, []))[1].append(outcome.country)
    return list(by_text.values())


def product_of(product_id: UUID) -> ProductSnapshot:
    """The product.

    Raises:
        ProductMissing: the vendor has none with this id.
    """
    product = selectors.product_snapshot(product_id)
    if product is None:
        raise ProductMissing()
    return product


def _picture(product: ProductSnapshot, media: MediaSnapshot) -> dict[str, Any]:
    main = product.default_language
    return {
        "media": media,
        "shown": media.picture(main),
        "sku": _sku_of(product, media.variant_id),
        "others": [
            {"language": language, "name": alt_name(media.media_id, language), "text": media.alt.get(language, "")}
            for language in product.texts
            if language != main
        ],
    }


def alt_name(media_id: UUID, language: str) -> str:
    """The name of the control that holds a picture's description in a language other than the main one."""
    return f"picture-{media_id}-alt-{language}"


def _sku_of(product: ProductSnapshot, variant_id: UUID | None) -> str:
    return next((variant.sku for variant in product.variants if variant.variant_id == variant_id), "")


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else None
