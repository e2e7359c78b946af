"""Refusals in WeChat Pay's shape · sandbox wechat · no schema."""

from __future__ import annotations

from typing import Any


class WeChatError(Exception):
    """`{"code", "message", "detail"}` with its HTTP status. Source: WeChat Pay API v3 documentation, «Errors»."""

    def __init__(self, status: int, code: str, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message} | ({"detail": detail} if detail else {})


def bad(field: str, issue: str) -> WeChatError:
    """A parameter makes no sense."""
    return WeChatError(400, "PARAM_ERROR", f"参数错误: {issue}", location="body", field=f"/{field}", issue=issue)


def unsigned(why: str) -> WeChatError:
    """The signature, its time or its key is wrong."""
    return WeChatError(401, "SIGN_ERROR", f"签名错误: {why}")
