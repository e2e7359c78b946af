"""Dashboard · form of what a product costs in other currencies, variant by variant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.catalog.types import ProductSnapshot, TermsDraft, TermsMode

from .catalogue import SectionForm
from .catalogue_variants import plain

PERCENT = Decimal(100)
NAMES = ("mode", "price", "rate", "markup", "ending")


@dataclass(frozen=True)
class Cell:
    """A variant and a currency, with the controls for them."""

    variant_id: UUID
    sku: str
    currency: str
    fields: Sequence[forms.BoundField]


class CurrencyTermsForm(SectionForm):
    """One row for each variant and currency; a field is «terms-<place>-<name>», as the catalogue names it."""

    def __init__(
        self,
        product: ProductSnapshot,
        currencies: Collection[str],
        known: Collection[TermsDraft],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        stored = {(draft.variant_id, draft.currency): draft for draft in known}
        self.places = [(variant, currency) for variant in product.variants for currency in currencies]
        for place, (variant, currency) in enumerate(self.places):
            draft = stored.get((variant.variant_id, currency))
            self._add(f"terms-{place}-", draft or TermsDraft(variant.variant_id, currency, TermsMode.DERIVED))

    def _add(self, prefix: str, draft: TermsDraft) -> None:
        cell = {"class": "cell"}
        self.fields[f"{prefix}mode"] = forms.ChoiceField(label=_("How"), choices=TermsMode.choices, initial=draft.mode)
        for name, label, value, places in (
            ("price", _("Fixed price"), draft.price, 4),
            ("rate", _("Own rate"), draft.rate, 8),
            ("markup", _("On the rate, in percent"), Decimal(draft.markup_bps) / PERCENT or None, 2),
        ):
            self.fields[f"{prefix}{name}"] = forms.DecimalField(
                label=label, required=False, max_digits=16, decimal_places=places,
                initial=None if value is None else plain(value),
                widget=forms.NumberInput(attrs={**cell, "step": "any"}),
            )  # fmt: skip
        self.fields[f"{prefix}ending"] = forms.CharField(
            label=_("Ending"),
            required=False,
            max_length=20,
            initial=draft.ending,
            widget=forms.TextInput(attrs={**cell, "dir": "ltr"}),
        )

    def cells(self) -> Iterator[Cell]:
        """Every row with its controls."""
        for place, (variant, currency) in enumerate(self.places):
            bound = [self[f"terms-{place}-{name}"] for name in NAMES]
            yield Cell(variant.variant_id, variant.sku, currency, bound)

    def drafts(self) -> list[TermsDraft]:
        """What was typed, in the order of the rows."""
        found = []
        for place, (variant, currency) in enumerate(self.places):
            data = {name: self.cleaned_data[f"terms-{place}-{name}"] for name in NAMES}
            markup = int((data["markup"] or Decimal(0)) * PERCENT)
            found.append(
                TermsDraft(
                    variant.variant_id,
                    currency,
                    data["mode"],
                    data["price"],
                    data["rate"],
                    markup,
                    data["ending"].strip(),
                )
            )
        return found
