"""observability · no app · whose headers about others we believe."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings


@lru_cache(maxsize=1024)
def is_trusted(address: str) -> bool:
    """Whether a connection from this address comes from one of TRUSTED_PROXIES (addresses or networks)."""
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    return any(peer in ip_network(network) for network in settings.TRUSTED_PROXIES)


def client_address(connected: str, forwarded: str) -> str:
    """Who asks: the connection's address or, where that is a trusted proxy's, whom it says that it asks for.

    `forwarded` is X-Forwarded-For. It is read from its end, past further trusted proxies:
    what stands before was written by the client, and may be anything.
    """
    address = connected
    for stated in reversed([one.strip() for one in forwarded.split(",") if one.strip()]):
        if not is_trusted(address):
            break
        try:
            address = str(ip_address(stated))
        except ValueError:
            break
    return address
