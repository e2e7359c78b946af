"""Which addresses vendors' programs may be called at."""

from __future__ import annotations

import pytest

from apps.common.errors import InvalidInput
from apps.webhooks.rules import addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.192", "192.0.2.7", "192.88.99.1", "198.18.0.1",
        "198.51.100.3", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
        "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1",
        "2606:4700::1%eth0", "", "example.com",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet_are_refused(address: str) -> None:
    assert not addresses.is_public(address)
    assert not addresses.may_connect(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_are_open(address: str) -> None:
    assert addresses.is_public(address)


def test_loopback_is_open_where_it_is_allowed_and_nothing_else_is() -> None:
    assert addresses.may_connect("127.0.0.1", allows_loopback=True)
    assert addresses.may_connect("::1", allows_loopback=True)
    assert not addresses.may_connect("10.0.0.1", allows_loopback=True)
    assert not addresses.may_connect("169.254.169.254", allows_loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/hooks", "ftp://shop.example/", "//shop.example/", "shop.example", "", "https://",
        "https:///hooks", "https://user@shop.example/", "https://user:pass@shop.example/", "https://@shop.example/",
        "https://shop.example:22/", "https://shop.example:6379/", "https://shop.example:0/",
        "https://shop.example:99999/", "https://shop.example:port/", "https://shop.example/#part",
        "https://localhost/", "https://kiln.localhost/", "https://printer.local/", "https://db.internal/",
        "https://intranet/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0x7f.1/", "https://0177.0.0.1/", "https://127.0.0.1./", "https://[::1]/", "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/", "https://169.254.169.254/latest/meta-data/", "https://[::1/", "https://a..b/",
        "https://shop.example/\r\nHost: other", "https://shop.example/ä", "https://shop.example/\x00",
        "https://shop.example\\@10.0.0.1/", "https://shop.example/" + "a" * 500, "https://-shop.example/",
    ],
)  # fmt: skip
def test_addresses_that_mean_mischief_or_a_mistake_are_refused_and_the_field_is_named(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        addresses.target(url)
    assert refused.value.field == "url"
    assert refused.value.text()


@pytest.mark.parametrize("url", ["http://10.0.0.1:8000/", "http://shop.example/", "https://127.0.0.1:80/"])
def test_allowing_loopback_opens_nothing_but_loopback(url: str) -> None:
    with pytest.raises(InvalidInput):
        addresses.target(url, allows_loopback=True)


def test_a_plain_address_is_taken_apart() -> None:
    found = addresses.target("https://Hooks.Shop.example/in?key=a%20b")

    assert (found.scheme, found.host, found.port) == ("https", "hooks.shop.example", 443)
    assert found.address == "/in?key=a%20b"
    assert found.authority == "hooks.shop.example"
    assert addresses.target("https://shop.example:8443").authority == "shop.example:8443"
    assert addresses.target("https://[2606:4700::1111]/").authority == "[2606:4700::1111]"
    assert addresses.target("https://xn--mnchen-3ya.example/").host == "xn--mnchen-3ya.example"
    assert addresses.target("http://localhost:5000", allows_loopback=True).authority == "localhost:5000"
