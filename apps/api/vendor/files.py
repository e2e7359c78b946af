"""API · vendor · answers that are files, and a body that is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response


class FileRenderer(JSONRenderer):
    """Bytes as they are; a refusal is JSON still."""

    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        return super().render(data, "application/json", renderer_context)


class AnyRenderer(FileRenderer):
    """Of a file whose media type is known only once it is found."""

    media_type = "*/*"
    format = "file"


class PdfRenderer(FileRenderer):
    media_type = "application/pdf"
    format = "pdf"


class XmlRenderer(FileRenderer):
    media_type = "application/xml"
    format = "xml"


class ZplRenderer(FileRenderer):
    media_type = "application/zpl"
    format = "zpl"


class CsvRenderer(FileRenderer):
    media_type = "text/csv"
    format = "csv"


def file_answer(data: bytes, *, name: str, media_type: str) -> Response:
    """Bytes under a file's name."""
    return Response(data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
