"""What is shown when something behind us is away, and when something of ours is broken."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import ConnectionError as CacheAway

from apps.api import problems
from apps.storefront.views import errors


def answer_to(error: Exception, handler: Any) -> Any:
    """What a handler says while the error is being dealt with, as Django calls it."""
    try:
        raise error
    except type(error):
        return handler(RequestFactory().get("/"))


@pytest.mark.parametrize("handler", [errors.server_error, problems.server_error])
@pytest.mark.parametrize("error", [OperationalError(), InterfaceError(), BrokerAway(), CacheAway()])
def test_what_passes_is_said_to_pass(handler: Any, error: Exception) -> None:
    answer = answer_to(error, handler)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("handler", [errors.server_error, problems.server_error])
def test_a_fault_of_ours_is_a_500(handler: Any) -> None:
    answer = answer_to(ZeroDivisionError(), handler)

    assert answer.status_code == 500
    assert "Retry-After" not in answer
