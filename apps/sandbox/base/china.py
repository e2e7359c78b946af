"""China Standard Time, in which Alipay and WeChat Pay keep their days · sandbox · no schema."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def local(at: float) -> datetime:
    """An instant (unix seconds) on a clock in China."""
    return datetime.fromtimestamp(at, CHINA)


def plain(at: float) -> str:
    """`2026-11-22 13:45:00`, as Alipay and the bills write it."""
    return local(at).strftime("%Y-%m-%d %H:%M:%S")


def offset(at: float) -> str:
    """`2026-11-22T13:45:00+08:00`, as WeChat Pay writes it."""
    return local(at).isoformat(timespec="seconds")


def day(at: float) -> str:
    """The calendar day in China, `2026-11-22`."""
    return local(at).date().isoformat()
