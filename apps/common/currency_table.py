"""Common · the one table of currencies: ISO 4217, what is shown, which coins there are, what providers count in.

Four tables that are commonly taken for one, and differ:

* the **exponent** of ISO 4217 is what the books and every amount that changes hands are in;
* **display digits** are CLDR's, which leave out coins that nobody uses any more (IQD, LBP, MGA);
* the **cash step** is the smallest coin, where it is coarser than the minor unit (CHF 0.05, HUF 1);
* a **provider's unit** is what its integers mean (Stripe: HUF and ISK in hundredths, MGA whole).

Sources, read 2026-11-22: ISO 4217 list one (SIX); CLDR 47 supplemental currencyData, `fractions`; Stripe
documentation, «Supported currencies»; Alipay open platform and WeChat Pay v3 (yuan, to the fen); ISO 20022
`ActiveCurrencyAndAmount` (digits of ISO 4217).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache


def _each(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


CODES = _each("""
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
""")

_EXPONENTS = {
    **dict.fromkeys(_each("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"), 0),
    **dict.fromkeys(_each("BHD IQD JOD KWD LYD OMR TND"), 3),
    **dict.fromkeys(_each("CLF UYW"), 4),
}
_SHOWN_WHOLE = frozenset(_each("AFN ALL IQD IRR KPW LAK LBP MGA MMK RSD SOS SYP YER"))
_CASH_STEPS = {
    **dict.fromkeys(_SHOWN_WHOLE, Decimal(1)),
    **dict.fromkeys(_each("AMD COP CRC CZK GYD HUF IDR MNT MUR NOK PKR SEK TWD TZS UZS"), Decimal(1)),
    **dict.fromkeys(_each("CAD CHF"), Decimal("0.05")),
    "DKK": Decimal("0.50"),
}
_STRIPE_WHOLE = frozenset(_each("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"))
_STRIPE_THOUSANDTHS = frozenset(_each("BHD JOD KWD OMR TND"))
_STRIPE_WHOLE_IN_HUNDREDTHS = frozenset(_each("ISK UGX"))


class Provider(StrEnum):
    """Who counts money; a gateway's name where it is one."""

    STRIPE = "stripe"
    ALIPAY = "alipay"
    WECHAT = "wechat"
    BANK = "bank"


@dataclass(frozen=True)
class CurrencyRow:
    """A currency. `cash_step` is the smallest amount that coins can make up, one minor unit where CLDR names none."""

    code: str
    exponent: int
    display_digits: int
    cash_step: Decimal


@dataclass(frozen=True)
class ProviderUnit:
    """What a provider's integers are: major units × 10^exponent; two amounts differ by a multiple of `step`."""

    exponent: int
    step: Decimal


@cache
def row(code: str) -> CurrencyRow:
    """The currency's row. A code outside the list, such as one that has ended, counts in hundredths."""
    exponent = _EXPONENTS.get(code, 2)
    return CurrencyRow(
        code=code,
        exponent=exponent,
        display_digits=0 if code in _SHOWN_WHOLE else exponent,
        cash_step=_CASH_STEPS.get(code, Decimal(1).scaleb(-exponent)),
    )


@cache
def provider_unit(provider: Provider, code: str) -> ProviderUnit | None:
    """What a provider counts the currency in; None where it takes no payment in it.

    Which currencies Stripe takes depends on the account: its adapter's capabilities say.
    """
    if provider is Provider.STRIPE:
        return _stripe(code)
    if provider in (Provider.ALIPAY, Provider.WECHAT):
        return ProviderUnit(2, Decimal("0.01")) if code == "CNY" else None
    exponent = row(code).exponent
    return ProviderUnit(exponent, Decimal(1).scaleb(-exponent)) if code in CODES else None


def _stripe(code: str) -> ProviderUnit:
    if code in _STRIPE_WHOLE:
        return ProviderUnit(0, Decimal(1))
    if code in _STRIPE_WHOLE_IN_HUNDREDTHS:
        return ProviderUnit(2, Decimal(1))
    return ProviderUnit(3 if code in _STRIPE_THOUSANDTHS else 2, Decimal("0.01"))
