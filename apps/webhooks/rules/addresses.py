"""Webhooks · which addresses may be called: pure.

Source: IANA's registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and
its updates), and the list of ways around such checks in OWASP's cheat sheet
«Server-Side Request Forgery Prevention».
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput, TranslatableText

from ..types import Target

LONGEST = 500
TLS_PORTS = frozenset({443, 8443})

_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Of IPv6 only global unicast is open: loopback, mapped IPv4, NAT64, unique local, link-local and multicast lie outside.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF protocol assignments, with Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_NAME = re.compile(r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".onion")


def target(url: str, *, allows_loopback: bool = False) -> Target:
    """What `url` asks to call.

    Names are checked for their form only; where they lead is checked at each
    sending. `allows_loopback` opens plain HTTP and any port from 1024 up, for
    this machine's own addresses alone.

    Raises:
        InvalidInput: naming what is wrong with `url`.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _refused(_("Give an address of at most 500 plain characters, with everything else percent-encoded."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(_("This is not an address.")) from error
    host = (parts.hostname or "").rstrip(".").lower()
    is_own = allows_loopback and _is_this_machine(host)
    if parts.scheme != "https" and not (is_own and parts.scheme == "http"):
        raise _refused(_("The address must begin with https://."))
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused(_("Leave user name and password out: the signature says who is calling."))
    if "#" in url:
        raise _refused(_("Leave out the part after #: it is never sent."))
    if not is_own and not _is_public_host(host):
        raise _refused(_("Use a public host name. Addresses inside a network cannot be reached from here."))
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if port not in TLS_PORTS and not (is_own and port >= 1024):
        raise _refused(_("Use port 443 or 8443."))
    return Target(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Whether an IP address is somewhere in the public internet: unicast, routable, and no tunnel into IPv4."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return found.scope_id is None and found in _OPEN_V6 and not any(found in block for block in _CLOSED_V6)
    return not any(found in block for block in _CLOSED_V4)


def may_connect(address: str, *, allows_loopback: bool = False) -> bool:
    """Whether a message may be sent to this IP address."""
    return is_public(address) or (allows_loopback and _is_loopback(address))


def _is_public_host(host: str) -> bool:
    """A public address, or a name of at least two labels whose last is no number and no local domain.

    Anything else (`127.1`, `0x7f.1`, `2130706433`, `localhost`) some resolver reads as an address of its own.
    """
    if ":" in host or host.replace(".", "").isdigit():
        return is_public(host)
    return bool(_NAME.match(host)) and not host.endswith(_LOCAL_NAMES)


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _refused(problem: TranslatableText) -> InvalidInput:
    return InvalidInput(field="url", problem=problem)
