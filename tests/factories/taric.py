"""TARIC3 envelopes in the form in which the Commission sends them."""

from __future__ import annotations

_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<env:envelope xmlns:oub="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0"
              xmlns:env="urn:publicid:-:DGTAXUD:GENERAL:ENVELOPE:1.0" id="270001">
  <env:transaction id="1">{messages}</env:transaction>
</env:envelope>"""
_MESSAGE = """<env:app.message id="{number}"><oub:transmission><oub:record><oub:transaction.id>1</oub:transaction.id>
<oub:record.code>430</oub:record.code><oub:subrecord.code>00</oub:subrecord.code>
<oub:record.sequence.number>{number}</oub:record.sequence.number><oub:update.type>{act}</oub:update.type>
<oub:{kind}>{fields}</oub:{kind}></oub:record></oub:transmission></env:app.message>"""
INSERT, DELETE, UPDATE = 3, 2, 1
Record = tuple[str, int, dict[str, str]]


def envelope(*records: Record) -> str:
    """An envelope of records, a message each."""
    return _ENVELOPE.format(
        messages="".join(
            _MESSAGE.format(number=number, act=act, kind=kind, fields="".join(
                f"<oub:{name}>{value}</oub:{name}>" for name, value in fields.items()
            ))
            for number, (kind, act, fields) in enumerate(records, start=1)
        )
    )  # fmt: skip


def record(kind: str, act: int = INSERT, **fields: str) -> Record:
    """A record; two underscores in a name stand for a point."""
    return kind, act, {name.replace("__", "."): value for name, value in fields.items()}


def taric_measure(sid: str, kind: str, area: str, act: int = INSERT) -> Record:
    """A measure on vacuum flasks from 1 January 2026 on."""
    return record(
        "measure", act, measure__sid=sid, measure__type=kind, geographical__area=area,
        goods__nomenclature__item__id="9617000000", validity__start__date="2026-01-01",
        measure__generating__regulation__role="1", measure__generating__regulation__id="R2600010", stopped__flag="0",
    )  # fmt: skip


def component(sid: str, expression: str, amount: str, act: int = INSERT, **money: str) -> Record:
    """A component of a measure's duty."""
    return record(
        "measure.component", act, measure__sid=sid, duty__expression__id=expression, duty__amount=amount, **money
    )


def extraction() -> str:
    """Vacuum flasks at 10 % and at least EUR 3.50 a kilogram, 1.5 % from Vietnam, 12 % more from China."""
    day = {"validity__start__date": "2020-01-01"}
    return envelope(
        record("geographical.area", geographical__area__sid="20", geographical__area__id="2020", **day,
               geographical__code="1"),
        record("geographical.area", geographical__area__sid="84", geographical__area__id="VN", **day,
               geographical__code="0"),
        record("geographical.area.membership", geographical__area__sid="84", geographical__area__group__sid="20",
               validity__start__date="2020-08-01"),
        taric_measure("1", "103", "1011"), component("1", "01", "10.000"),
        component("1", "15", "3.500", monetary__unit__code="EUR", measurement__unit__code="KGM"),
        taric_measure("2", "142", "2020"), component("2", "01", "1.500"),
        taric_measure("3", "552", "CN"), component("3", "01", "12.000"),
        taric_measure("4", "305", "1011"),
    )  # fmt: skip
