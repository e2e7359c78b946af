"""API · the reference page, made of the OpenAPI documents."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from apps.accounts.types import SCOPES, Audience

from . import schema


def page(request: HttpRequest) -> HttpResponse:
    """Every endpoint of every audience, with its scope, parameters, body and answers. English, as the documents are."""
    with translation.override("en"):
        audiences = [
            {"code": one.value, "name": one.label, "scopes": SCOPES[one], "subjects": _subjects(one)}
            for one in Audience
        ]
        return render(request, "api/reference.html", {"audiences": audiences})


def _subjects(audience: Audience) -> list[tuple[str, list[dict[str, Any]]]]:
    """(subject, its endpoints), in the order of addresses."""
    shapes = schema.document(audience)["components"]["schemas"]
    rows = [_row(method, address, operation, shapes) for method, address, operation in schema.endpoints(audience)]
    rows.sort(key=lambda row: (row["subject"], row["address"]))
    return [(name, list(found)) for name, found in groupby(rows, key=lambda row: str(row["subject"]))]


def _row(method: str, address: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "subject": operation["tags"][0],
        "method": method,
        "address": address,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", "").replace("`", ""),
        "parameters": operation.get("parameters", ()),
        "body": next((_members(content["schema"], shapes) for content in bodies.values()), ()),
        "answers": [
            (status, answer.get("description") or "Done", _name(answer))
            for status, answer in operation["responses"].items()
        ],
    }


def _members(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of a body: name, type, whether it must be there."""
    known = shapes.get(str(shape.get("$ref", "")).rpartition("/")[2], shape)
    return [
        {"name": name, "kind": _kind(one), "is_required": name in known.get("required", ())}
        for name, one in known.get("properties", {}).items()
    ]


def _kind(shape: Mapping[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    inner = shape.get("items")
    if isinstance(inner, Mapping):
        return f"list of {_kind(inner)}"
    kind = shape.get("format") or shape.get("type") or "object"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _name(answer: Mapping[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    return ""
