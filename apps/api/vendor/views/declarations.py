"""API · vendor · customs declarations: where they stand, their papers, what customs asks for."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.files import AnyRenderer, CsvRenderer, FileRenderer, file_answer
from apps.api.vendor.filters.declarations import Declarations as DeclarationFilters
from apps.api.vendor.serializers import declarations as shapes
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.customs import selectors
from apps.customs.documents import us_entry
from apps.customs.errors import DocumentUnknown
from apps.customs.operations import papers, sending

from .orders import READ, WRITE

OUTSIDE = {503: "Customs does not answer; a correction stands and is sent as soon as it does"}


class DeclarationEndpoint(VendorEndpoint):
    """Answers with the whole declaration."""

    def answer(self, declaration_id: UUID) -> Response:
        """The declaration as it stands now."""
        row = selectors.declaration(declaration_id)
        return self.shown(row, etag=etag(row.changes))


class Declarations(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = DeclarationFilters
    answers = {"GET": {200: page_of(shapes.DeclarationShown)}}

    def get(self, request: Request) -> Response:
        """Customs declarations, newest first. Parcels that cross no customs border have none."""
        return self.listed(self.filtered(selectors.declarations().defer("snapshot")), order=("-pk",))


class Declaration(DeclarationEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.DeclarationDetail}}

    def get(self, request: Request, declaration_id: UUID) -> Response:
        """One declaration with its lines, papers and history."""
        return self.answer(declaration_id)


class Paper(VendorEndpoint):
    scopes = {"GET": READ}
    renderer_classes = [AnyRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, declaration_id: UUID, paper_id: UUID) -> Response:
        """A paper or message as a file, in its own media type."""
        found = selectors.document(declaration_id, paper_id)
        return file_answer(bytes(found.content), name=found.file_name, media_type=found.media_type)


class Correct(DeclarationEndpoint):
    scopes = {"POST": WRITE}
    alone = frozenset({"POST"})
    bodies = {"POST": shapes.CorrectBody}
    answers = {"POST": {200: shapes.DeclarationDetail}}
    refusals = {"POST": OUTSIDE}

    def post(self, request: Request, declaration_id: UUID) -> Response:
        """Correct lines of a declaration that customs does not have, or has rejected, and send it."""
        lines = self.read()["lines"]
        corrections = {line["position"]: {name: line[name] for name in line if name != "position"} for line in lines}
        sending.correct(declaration_id, corrections, at=now(), by=self.actor())
        return self.answer(declaration_id)


class Answer(DeclarationEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    alone = frozenset({"POST"})
    parser_classes = [MultiPartParser]
    bodies = {"POST": shapes.CustomsAnswerBody}
    answers = {"POST": {200: shapes.DeclarationDetail}}
    refusals = {"POST": {503: "Customs does not answer; nothing is written"}}

    def post(self, request: Request, declaration_id: UUID) -> Response:
        """Send the paper that customs asked for: one of the declaration's own, or a file. Twice is once."""
        given, at, by = self.read(), now(), self.actor()
        if len(given) != 1:
            raise InvalidInput(field="file", problem="Send either `paper_id` or `file`, and not both.")
        if "paper_id" in given:
            sending.answer_with(declaration_id, given["paper_id"], at=at, by=by)
        else:
            file = given["file"]
            content = file.read(papers.LARGEST + 1)
            kind = str(file.content_type or "")
            sending.answer(declaration_id, name=file.name, media_type=kind, content=content, at=at, by=by)
        return self.answer(declaration_id)


class UsEntry(VendorEndpoint):
    """What CBP Form 7501 asks for, for a broker; for those who ship, since it names the buyer."""

    scopes = {"GET": WRITE}
    answers: ClassVar[dict[str, dict[int, Any]]] = {"GET": {200: OpenApiTypes.BINARY}}
    ending: ClassVar[str]

    def get(self, request: Request, declaration_id: UUID) -> Response:
        """The data of an entry into the United States; unknown of a declaration to anywhere else."""
        row = selectors.declaration(declaration_id)
        snapshot = selectors.snapshot(declaration_id)
        if not us_entry.is_drawn(snapshot):
            raise DocumentUnknown()
        text = us_entry.written(snapshot, self.ending)
        name = f"us-entry-{row.order_number}.{self.ending}"
        return file_answer(text.encode(), name=name, media_type=us_entry.MEDIA_TYPES[self.ending])


class UsEntryJson(UsEntry):
    renderer_classes = [FileRenderer]
    answers: ClassVar[dict[str, dict[int, Any]]] = {"GET": {200: OpenApiTypes.OBJECT}}
    ending = "json"


class UsEntryCsv(UsEntry):
    renderer_classes = [CsvRenderer]
    ending = "csv"
