"""API · returns and claims as programs of buyers and vendors ask for them and read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from djmoney.money import Money
from rest_framework import serializers

from apps.aftersales.types import (
    ClaimKind,
    ClaimStatus,
    ClaimWish,
    ExchangeStatus,
    Findings,
    Payer,
    Pieces,
    Refusal,
    RemedyStatus,
    ReturnKind,
    ReturnReason,
    ReturnStatus,
    ReturnWish,
    Wanted,
    Way,
)
from apps.logistics.types import TrackingStatus

from .serializers import Body, MoneyField, SerialsField

REASONS = [(one.value, one.value) for one in ReturnReason if one is not ReturnReason.UNDELIVERED]


class CasePiecesBody(Body):
    """Pieces of one line; `swap` is the version of the same goods that is wanted instead, for an exchange."""

    line = serializers.IntegerField(min_value=1, help_text="The line's place in the order, from 1.")
    quantity = serializers.IntegerField(min_value=1)


class ReturnPiecesBody(CasePiecesBody):
    swap = serializers.UUIDField(required=False, help_text="For an exchange: a variant; left out, the same again.")


class ReturnBody(Body):
    """What goes back, why, and what for."""

    lines = ReturnPiecesBody(many=True)
    reason = serializers.ChoiceField(choices=REASONS)
    wanted = serializers.ChoiceField(choices=[(one.value, one.value) for one in Wanted], default=Wanted.REFUND)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class ClaimBody(Body):
    """What went wrong with pieces of an order."""

    lines = CasePiecesBody(many=True)
    kind = serializers.ChoiceField(choices=[(one.value, one.value) for one in ClaimKind])
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class ObjectionBody(Body):
    objection = serializers.CharField(max_length=1000, help_text="Why the refusal is wrong; the marketplace decides.")


class SentBody(Body):
    tracking_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)


class FileBody(Body):
    file = serializers.FileField(help_text="A picture (JPEG, PNG, WebP) or a PDF of at most 8 MB.")


class CaseLineShown(serializers.Serializer[Any]):
    line = serializers.SerializerMethodField(help_text="The line's place in the order, from 1.")
    sku = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()

    def get_line(self, one: Any) -> int:
        return int(one.place) + 1


class ReturnLineShown(CaseLineShown):
    restocked = serializers.IntegerField()
    disposed = serializers.IntegerField()
    refused = serializers.IntegerField()
    serials = serializers.ListField(
        child=serializers.CharField(), help_text="The serial numbers of those that go on the shelf."
    )
    swap = serializers.UUIDField(source="swap_variant_id", allow_null=True)


class EvidenceShown(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    by = serializers.CharField(source="actor_kind")
    uploaded_at = serializers.DateTimeField()


class ExchangeShown(serializers.Serializer[Any]):
    """Other goods for those that come back."""

    status = serializers.ChoiceField(choices=ExchangeStatus.choices)
    difference = serializers.SerializerMethodField(help_text="What the buyer gets back, since they cost less.")
    order_number = serializers.CharField(allow_blank=True, help_text="The order by which they are sent.")
    charge = MoneyField(source="asked_for", help_text="What the buyer is asked for, since they cost more; with duty.")
    checkout_id = serializers.UUIDField(
        source="session_id", allow_null=True, help_text="The checkout at which the buyer pays that."
    )

    def get_difference(self, one: Any) -> dict[str, str]:
        return MoneyField().to_representation(Money(one.difference, one.request.currency))


class _Case(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    version = serializers.IntegerField()
    since = serializers.DateTimeField(help_text="In this state since.")
    note = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True, help_text="What the seller wrote.")
    objection = serializers.CharField(allow_blank=True)
    ruling = serializers.CharField(allow_blank=True, help_text="What the marketplace, or the carrier, wrote.")
    given_back = MoneyField()
    tracking_number = serializers.CharField(allow_blank=True)


class ReturnParcelShown(serializers.Serializer[Any]):
    """A parcel of the way back: where its carrier says that it is."""

    tracking_number = serializers.CharField()
    status = serializers.ChoiceField(choices=TrackingStatus.choices)


class ReturnShown(_Case):
    """A return, by the right in `right_source` until `right_until`."""

    kind = serializers.ChoiceField(choices=ReturnKind.choices)
    reason = serializers.ChoiceField(choices=ReturnReason.choices)
    wanted = serializers.ChoiceField(choices=Wanted.choices)
    status = serializers.ChoiceField(choices=ReturnStatus.choices)
    refusal = serializers.ChoiceField(choices=Refusal.choices, allow_blank=True)
    right_until = serializers.DateField(allow_null=True)
    right_source = serializers.CharField(allow_blank=True)
    payer = serializers.ChoiceField(choices=Payer.choices, help_text="Who pays for the way back.")
    way = serializers.ChoiceField(choices=Way.choices)
    destination = serializers.DictField()
    has_label = serializers.SerializerMethodField()
    exchange = serializers.SerializerMethodField(allow_null=True)
    requested_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    parcels = ReturnParcelShown(source="parcels.all", many=True, help_text="Those that were booked here.")
    lines = ReturnLineShown(source="lines.all", many=True)

    def get_has_label(self, row: Any) -> bool:
        return hasattr(row, "label")

    def get_exchange(self, row: Any) -> dict[str, Any] | None:
        found = getattr(row, "exchange", None)
        return dict(ExchangeShown(found).data) if found else None


class ClaimShown(_Case):
    """A claim: `remedy` is what the buyer gets, `status` where it stands with the carrier."""

    kind = serializers.ChoiceField(choices=ClaimKind.choices)
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    remedy = serializers.ChoiceField(choices=RemedyStatus.choices)
    replacement_number = serializers.CharField(allow_blank=True)
    deadline = serializers.DateTimeField(allow_null=True, help_text="Until when the carrier hears it.")
    agreed = MoneyField(help_text="What the carrier agreed to pay.")
    opened_at = serializers.DateTimeField()
    lines = CaseLineShown(source="lines.all", many=True)


class OptionLineShown(CaseLineShown):
    left = serializers.IntegerField(help_text="Pieces that can be returned or claimed still.")


class OptionsShown(serializers.Serializer[Any]):
    """What may be done about an order; `why_not` says why a return without a fault is not possible."""

    may_return = serializers.BooleanField()
    may_claim = serializers.BooleanField()
    why_not = serializers.CharField(allow_blank=True)
    delivered_on = serializers.DateField(allow_null=True)
    kind = serializers.ChoiceField(source="terms.kind", choices=ReturnKind.choices)
    until = serializers.DateField(source="terms.until", allow_null=True)
    payer = serializers.ChoiceField(source="terms.payer", choices=Payer.choices)
    source = serializers.CharField(source="terms.source", allow_blank=True)
    is_verified = serializers.BooleanField(source="terms.is_verified")
    lines = OptionLineShown(many=True)


class CasesShown(serializers.Serializer[Any]):
    """What may be done about an order, and what is under way, newest first."""

    options = OptionsShown()
    returns = ReturnShown(many=True)
    claims = ClaimShown(many=True)


class RefuseBody(Body):
    refusal = serializers.ChoiceField(choices=[(one.value, one.value) for one in Refusal])
    answer = serializers.CharField(max_length=1000, help_text="The buyer reads it.")


class FindingBody(Body):
    """What becomes of the pieces of a line that came back."""

    line = serializers.IntegerField(min_value=1)
    restocked = serializers.IntegerField(min_value=0, default=0)
    disposed = serializers.IntegerField(min_value=0, default=0)
    refused = serializers.IntegerField(min_value=0, default=0)
    serials = SerialsField(
        help_text="The serial number of each piece that goes on the shelf, where not all of the line that left do."
    )


class InspectionBody(Body):
    lines = FindingBody(many=True)
    refusal = serializers.ChoiceField(choices=[(one.value, one.value) for one in Refusal], required=False)
    answer = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class ReturnSettleBody(Body):
    resend = serializers.BooleanField(default=False, help_text="Send the same goods once more instead of the money.")
    elsewhere = serializers.BooleanField(default=False, help_text="The money was given back where it was paid.")


class SubmitBody(Body):
    carrier_case = serializers.CharField(max_length=60, help_text="The carrier's own number of the claim.")


class AnswerBody(Body):
    answer = serializers.CharField(max_length=1000, help_text="The buyer reads it.")


class RemedyBody(Body):
    remedy = serializers.ChoiceField(choices=[("refund", "refund"), ("resend", "resend")])
    elsewhere = serializers.BooleanField(default=False, help_text="The money was given back where it was paid.")


def pieces_of(lines: Iterable[Mapping[str, Any]]) -> tuple[Pieces, ...]:
    """The lines of a body."""
    return tuple(Pieces(one["line"] - 1, one["quantity"]) for one in lines)


def return_wish(body: Mapping[str, Any]) -> ReturnWish:
    """What a body asks for."""
    return ReturnWish(
        pieces=pieces_of(body["lines"]),
        reason=ReturnReason(body["reason"]),
        wanted=Wanted(body["wanted"]),
        note=body["note"],
        swaps={one["line"] - 1: one["swap"] for one in body["lines"] if one.get("swap")},
    )


def claim_wish(body: Mapping[str, Any]) -> ClaimWish:
    """What a body tells of."""
    return ClaimWish(kind=ClaimKind(body["kind"]), pieces=pieces_of(body["lines"]), note=body["note"])


def findings_of(body: Mapping[str, Any]) -> list[Findings]:
    """What a body says of the pieces that came back."""
    return [
        Findings(one["line"] - 1, one["restocked"], one["disposed"], one["refused"], tuple(one["serials"]))
        for one in body["lines"]
    ]
