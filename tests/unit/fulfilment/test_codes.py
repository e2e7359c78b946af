"""What scanners say of trade item numbers."""

from __future__ import annotations

import pytest

from apps.fulfilment.rules.codes import gtin_key


@pytest.mark.parametrize(
    "scanned",
    [
        "4006381333931",
        "04006381333931",
        "0104006381333931",
        "(01)04006381333931",
        "]C10104006381333931",
        "]d20104006381333931",
    ],
)
def test_one_trade_item_is_known_however_it_was_scanned(scanned: str) -> None:
    assert gtin_key(scanned) == "04006381333931"


@pytest.mark.parametrize("scanned", ["", "VASE-1", "12345", "٤٠٠٦٣٨١٣٣٣٩٣١", "40063813339311234567"])
def test_what_is_no_trade_item_number_is_none(scanned: str) -> None:
    assert gtin_key(scanned) == ""
