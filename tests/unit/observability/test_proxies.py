"""Whose request it is, where proxies stand between."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.observability.proxies import client_address, is_trusted


@pytest.mark.parametrize(
    ("connected", "forwarded", "client"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "203.0.113.9, 198.51.100.1, 10.0.0.6", "198.51.100.1"),
        ("10.0.0.5", "198.51.100.1, nonsense", "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_a_client_s_address_is_what_the_nearest_trusted_proxy_saw(
    settings: Any, connected: str, forwarded: str, client: str
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    is_trusted.cache_clear()

    assert client_address(connected, forwarded) == client
    is_trusted.cache_clear()
