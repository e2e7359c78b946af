"""API · the reference page, made of the OpenAPI documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.types import SCOPES, Audience

from . import schema


def page(request: HttpRequest) -> HttpResponse:
    """Every endpoint of every audience, with its parameters, body, answers and scope."""
    audiences = [
        {"code": one.value, "name": one.label, "scopes": SCOPES[one], "endpoints": schema.endpoints(one)}
        for one in Audience
    ]
    return render(request, "api/reference.html", {"audiences": audiences})
