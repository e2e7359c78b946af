"""Payouts · what a bank says to a file of payments: pain.002.001.10, and .03 of older banks."""

from __future__ import annotations

from typing import Any

from pyiso20022.pain import pain_002_001_03, pain_002_001_10

from apps.payouts.types import FileAnswer

from . import xml

REFUSED = "RJCT"


def read(raw: bytes) -> FileAnswer:
    """Whether the file was taken, and which of its payments were not: our end-to-end id → the bank's reason.

    Raises:
        BadFile: it is no such message.
    """
    kind = pain_002_001_03.Document if b"pain.002.001.03" in raw else pain_002_001_10.Document
    document: Any = xml.read(raw, kind)
    with xml.whole("pain.002"):
        return _answer(document.cstmr_pmt_sts_rpt)


def _answer(report: Any) -> FileAnswer:
    group = report.orgnl_grp_inf_and_sts
    refused = {
        str(one.orgnl_end_to_end_id): _reason(one.sts_rsn_inf)
        for block in report.orgnl_pmt_inf_and_sts
        for one in block.tx_inf_and_sts
        if _code(one.tx_sts) == REFUSED
    }
    is_refused = _code(group.grp_sts) == REFUSED
    return FileAnswer(str(group.orgnl_msg_id), not is_refused, _reason(group.sts_rsn_inf), refused)


def _code(value: Any) -> str:
    return str(getattr(value, "value", value) or "")


def _reason(infos: Any) -> str:
    said = [
        " ".join(filter(None, (_code(getattr(one.rsn, "cd", None)) if one.rsn else "", *one.addtl_inf)))
        for one in infos
    ]
    return "; ".join(filter(None, said))[:200]
