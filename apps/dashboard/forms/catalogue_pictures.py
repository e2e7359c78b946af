"""Dashboard · forms of a product's pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.catalog.types import ProductSnapshot

from .catalogue import SectionForm


class PictureForm(SectionForm):
    """One picture to add, with its description in the product's main language."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or AVIF, at most 15 MB. Upright pictures (4:5) look best."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    alt = forms.CharField(
        label=_("Description"),
        max_length=300,
        help_text=_("What the picture shows, for people who do not see it."),
    )
    sku = forms.ChoiceField(label=_("Shows the variant"), required=False)

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="new-picture", **kwargs)
        self.fields["sku"].choices = [("", _("All"))] + [(v.sku, v.sku) for v in product.variants]
