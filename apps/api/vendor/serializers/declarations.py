"""API · vendor · customs declarations."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.customs import selectors
from apps.customs.models import Declaration, DeclarationEvent
from apps.customs.types import DeclarationState, DocumentKind, Owner, Procedure


class DeclarationShown(serializers.Serializer[Any]):
    """What one shipment is declared as, and where that stands with the customs of its destination."""

    id = serializers.UUIDField(source="public_id")
    shipment_id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    ship_from = serializers.CharField()
    ship_to = serializers.CharField(source="jurisdiction")
    procedure = serializers.ChoiceField(choices=Procedure.choices)
    scheme = serializers.CharField(allow_blank=True, help_text="The scheme by which it was sold.")
    incoterm = serializers.CharField()
    lrn = serializers.CharField(help_text="Our own reference.")
    mrn = serializers.CharField(allow_blank=True, help_text="The number that customs gave it.")
    state = serializers.ChoiceField(choices=DeclarationState.choices)
    since = serializers.DateTimeField(source="state_since")
    waits_for = serializers.ChoiceField(source="owner", choices=Owner.choices, help_text="Who has to act.")
    due_at = serializers.DateTimeField(allow_null=True)
    is_blocked = serializers.BooleanField(help_text="Whether the marketplace keeps it back.")
    declared_duty = MoneyField()
    declared_tax = MoneyField()
    assessed_duty = MoneyField(allow_null=True)
    assessed_tax = MoneyField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)


class DeclarationLineShown(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    sku = serializers.CharField()
    description = serializers.CharField()
    hs_code = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    net_g = serializers.IntegerField()
    value = MoneyField(help_text="Of all pieces.")


class PaperShown(serializers.Serializer[Any]):
    """A paper or message, drawn from the declaration or uploaded."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    name = serializers.CharField()
    media_type = serializers.CharField()
    made_at = serializers.DateTimeField(source="created_at")


class DeclarationProblemShown(serializers.Serializer[Any]):
    """Why it cannot be sent, or was rejected; `position` is the line's, null for the whole."""

    code = serializers.CharField(default="")
    position = serializers.IntegerField(allow_null=True, default=None)
    text = serializers.CharField(default="", help_text="The authority's own words, where it said any.")


class DeclarationNewsShown(serializers.Serializer[Any]):
    """Something that was done or that customs told, by its code (docs/customs.md)."""

    code = serializers.CharField()
    at = serializers.DateTimeField(source="issued_at")
    version = serializers.IntegerField()
    by = serializers.CharField(source="actor_kind")
    text = serializers.SerializerMethodField()

    def get_text(self, entry: DeclarationEvent) -> str:
        return " ".join(entry.words)


class DeclarationDetail(DeclarationShown):
    """A whole declaration. `papers` are those of what it says now; what was uploaded stands behind them."""

    lines = DeclarationLineShown(many=True)
    problems = DeclarationProblemShown(many=True)
    requested_documents = serializers.ListField(child=serializers.CharField(), help_text="What customs asks for.")
    papers = serializers.SerializerMethodField()
    history = serializers.SerializerMethodField()

    @extend_schema_field(PaperShown(many=True))
    def get_papers(self, row: Declaration) -> Any:
        return PaperShown(selectors.documents(row), many=True).data

    @extend_schema_field(DeclarationNewsShown(many=True))
    def get_history(self, row: Declaration) -> Any:
        return DeclarationNewsShown(selectors.history(row), many=True).data


class CorrectedLine(Body):
    """A line of the declaration with what of it is to be corrected; what is left out stays."""

    position = serializers.IntegerField(min_value=1)
    description = serializers.CharField(max_length=400, required=False)
    hs_code = serializers.RegexField(r"^\d{6}(\d{2}){0,2}$", required=False, help_text="6, 8 or 10 digits.")
    origin = serializers.RegexField(r"^[A-Z]{2}$", required=False, help_text="ISO 3166-1 alpha-2.")


class CorrectBody(Body):
    lines = CorrectedLine(many=True, help_text="Lines to correct; none: it is sent as it is.")


class CustomsAnswerBody(Body):
    """Either of the two."""

    paper_id = serializers.UUIDField(required=False, help_text="One of the declaration's own papers, a PDF.")
    file = serializers.FileField(required=False, help_text="A PDF, PNG or JPEG of at most 5 MB.")
