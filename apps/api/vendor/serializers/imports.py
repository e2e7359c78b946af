"""API · vendor · sheets of products."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body
from apps.catalog.types import ImportState


class ImportBody(Body):
    """CSV in UTF-8 with the column names of the export, at most 20,000 rows and 12 MB."""

    sheet = serializers.FileField(max_length=200, use_url=False, allow_empty_file=True)
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], required=False, default="en",
        help_text="The language in which problems are told.",
    )  # fmt: skip


class FindingShown(serializers.Serializer[Any]):
    """What is wrong with one cell. Rows count as a spreadsheet does: 1 is the header."""

    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    problem = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)


class PlannedShown(serializers.Serializer[Any]):
    """What the sheet would do to one product."""

    code = serializers.CharField()
    verdict = serializers.CharField()
    row = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    variants = serializers.IntegerField()
    status = serializers.CharField(allow_null=True)


class ProgressShown(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ImportShown(serializers.Serializer[Any]):
    """A sheet: first checked, then applied when told to. Counts are of products."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=ImportState.choices)
    file_name = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True, help_text="Why the file as a whole cannot be read.")
    can_apply = serializers.SerializerMethodField()
    rows = serializers.IntegerField(source="report.rows", default=0)
    new = serializers.IntegerField(source="report.new", default=0)
    changed = serializers.IntegerField(source="report.changed", default=0)
    unchanged = serializers.IntegerField(source="report.unchanged", default=0)
    faulty = serializers.IntegerField(source="report.faulty", default=0)
    finding_count = serializers.IntegerField(source="report.findings", default=0)
    uploaded_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)

    def get_can_apply(self, batch: Any) -> bool:
        return "apply" in (batch["events"] if isinstance(batch, dict) else batch.events)


class ImportDetail(ImportShown):
    """The same with the first findings and products; all findings are in `findings.csv`."""

    progress = ProgressShown(help_text="Products done and in all, while the worker is at it.")
    first_findings = FindingShown(source="report.first_findings", many=True, default=list)
    first_products = PlannedShown(source="report.first_products", many=True, default=list)


class ImportsShown(serializers.Serializer[Any]):
    data = ImportShown(many=True)
