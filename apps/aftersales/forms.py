"""Aftersales · the forms of a return, of a problem and of a file, for the pages of buyers and vendors · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.aftersales.types import (
    ClaimKind,
    ClaimWish,
    Options,
    Pieces,
    Returnable,
    ReturnReason,
    ReturnWish,
    Wanted,
)
from apps.catalog.selectors.versions import Version
from apps.orders.types import CancelCause, LineToCancel, LineToSwap, OtherVersion

_REASONS = [(one.value, one.label) for one in ReturnReason if one is not ReturnReason.UNDELIVERED]
_ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class EvidenceForm(forms.Form):
    """A picture or paper that shows what happened."""

    file = forms.FileField(
        label=_("Picture or PDF"),
        help_text=_("At most 8 MB. Seller and marketplace see it, nobody else."),
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class HasLines(Protocol):
    """What a form of pieces is made of: lines with place, title and pieces left."""

    @property
    def lines(self) -> Sequence[Returnable | LineToCancel]: ...


class PiecesForm(forms.Form):
    """Pieces of each line of an order; a field `line_<place>` counts them."""

    def __init__(self, *args: Any, options: HasLines, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.options = options
        for line in options.lines:
            if line.left:
                self.fields[f"line_{line.place}"] = forms.IntegerField(
                    label=line.title,
                    required=False,
                    min_value=0,
                    max_value=line.left,
                    initial=line.left if len(options.lines) == 1 else 0,
                    widget=forms.NumberInput(
                        attrs={"inputmode": "numeric", "aria-label": _("Pieces of %(title)s") % {"title": line.title}}
                    ),
                )

    def lines(self) -> list[tuple[Any, Any, Any]]:
        """Each line with its field, and the field of what is wanted for it."""
        found = []
        for line in self.options.lines:
            if line.left:
                swap = f"swap_{line.place}"
                found.append((line, self[f"line_{line.place}"], self[swap] if swap in self.fields else None))
        return found

    def plain_fields(self) -> list[Any]:
        """The fields that are of no line."""
        return [field for field in self if not field.name.startswith(("line_", "swap_"))]

    def pieces(self) -> tuple[Pieces, ...]:
        """What was said of each line; the form must be valid."""
        return tuple(
            Pieces(line.place, pieces)
            for line in self.options.lines
            if (pieces := self.cleaned_data.get(f"line_{line.place}"))
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.pieces():
            raise forms.ValidationError(_("Say how many pieces of which line."))
        return cleaned


@dataclass(frozen=True)
class ToCancel:
    """The lines of an order of which pieces can still be called off or left out."""

    lines: tuple[LineToCancel, ...]


class LeaveOutForm(PiecesForm):
    """Pieces that are not sent, and why; `version` is the order's as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    cause = forms.ChoiceField(label=_("Why?"), choices=CancelCause.choices, initial=CancelCause.MISSING)
    reason = forms.CharField(
        label=_("In your own words, for the buyer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def plain_fields(self) -> list[Any]:
        """The fields that are of no line."""
        return [field for field in super().plain_fields() if not field.is_hidden]


class SwapForm(forms.Form):
    """Another version for a line of an order; `version` is the order's as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    wanted = forms.ChoiceField(label=_("Which version shall be sent instead?"))

    def __init__(self, *args: Any, lines: Sequence[LineToSwap], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.lines = lines
        field: Any = self.fields["wanted"]
        field.choices = [
            (
                f"{line.left} × {line.title}" + (f", {line.option_label}" if line.option_label else ""),
                [(f"{line.place}:{one.variant_id}", self._words(one)) for one in line.versions],
            )
            for line in lines
        ]

    @staticmethod
    def _words(one: OtherVersion) -> str:
        if not one.less:
            return one.title
        return _("%(title)s (costs %(percent)s %% less)") % {
            "title": one.title, "percent": f"{one.less * 100:.0f}",
        }  # fmt: skip

    def chosen(self) -> tuple[int, UUID]:
        """The line's place and the variant that is wanted; the form must be valid."""
        place, _colon, variant = self.cleaned_data["wanted"].partition(":")
        return int(place), UUID(variant)


class ReturnForm(PiecesForm):
    """What is sent back, why, and what is wanted for it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_REASONS, widget=forms.RadioSelect)
    wanted = forms.ChoiceField(
        label=_("What do you want for it?"), choices=Wanted.choices, widget=forms.RadioSelect, initial=Wanted.REFUND
    )
    note = forms.CharField(
        label=_("Anything else that the seller should know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, options: Options, versions: dict[int, dict[UUID, Version]], **kwargs: Any) -> None:
        super().__init__(*args, options=options, **kwargs)
        for line in options.lines:
            known = versions.get(line.place, {})
            if line.left and len(known) > 1:
                again: tuple[str, Any] = (str(line.variant_id), _("The same again"))
                others = [(str(key), one.title) for key, one in known.items() if key != line.variant_id]
                self.fields[f"swap_{line.place}"] = forms.ChoiceField(
                    label=_("In exchange"),
                    required=False,
                    choices=[again, *others],
                )

    def wish(self) -> ReturnWish:
        """What was asked for; the form must be valid."""
        given = self.cleaned_data
        swaps = {line.place: UUID(chosen) for line in self.options.lines if (chosen := given.get(f"swap_{line.place}"))}
        return ReturnWish(
            pieces=self.pieces(),
            reason=ReturnReason(given["reason"]),
            wanted=Wanted(given["wanted"]),
            note=given["note"],
            swaps=swaps,
        )


class ProblemForm(PiecesForm):
    """What is wrong with a parcel."""

    kind = forms.ChoiceField(label=_("What happened?"), choices=ClaimKind.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In your own words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=_("Picture or PDF"),
        required=False,
        help_text=_("Of damage we need a picture. At most 8 MB; you can add more later."),
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
    )

    def wish(self) -> ClaimWish:
        """What was told; the form must be valid."""
        given = self.cleaned_data
        return ClaimWish(kind=ClaimKind(given["kind"]), pieces=self.pieces(), note=given["note"])
