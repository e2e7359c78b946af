"""Refusals in Alipay's words · sandbox alipay · no schema.

Source: Alipay open documentation, «Common error codes» and the tables of each method.
"""

from __future__ import annotations

MESSAGES = {
    "20000": "Service Currently Unavailable",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
}


class AlipayError(Exception):
    """An answer other than success. Those of code 40004 are signed; before them the caller is not known yet."""

    def __init__(self, sub_code: str, sub_message: str, *, code: str = "40004") -> None:
        super().__init__(sub_message)
        self.code = code
        self.node = {
            "code": code,
            "msg": MESSAGES[code],
            "sub_code": sub_code,
            "sub_msg": sub_message,
        }


def missing(name: str) -> AlipayError:
    """A parameter that must be there is not."""
    return AlipayError(f"isv.missing-{name.replace('_', '-')}", f"缺少{name}参数", code="40001")


def invalid(name: str, why: str) -> AlipayError:
    """A common parameter makes no sense."""
    return AlipayError(f"isv.invalid-{name.replace('_', '-')}", why, code="40002")


def bad(why: str) -> AlipayError:
    """A parameter of the business makes no sense."""
    return AlipayError("ACQ.INVALID_PARAMETER", f"参数无效: {why}")


def no_trade() -> AlipayError:
    """Nobody has seen this trade: unknown, or no buyer has scanned its code yet."""
    return AlipayError("ACQ.TRADE_NOT_EXIST", "交易不存在")
