"""Credits · what balances pay, where money goes back, and codes as people type them."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.money import from_minor
from apps.credits import rules
from apps.credits.types import SpentTender, Usable

UNITS = st.integers(min_value=0, max_value=10**7)


@given(UNITS, st.lists(UNITS, max_size=5), st.sampled_from([("EUR", "0"), ("JPY", "0"), ("KWD", "0.01"), ("ISK", "1")]))
def test_tenders_pay_no_more_than_is_there_nor_than_is_owed(
    total: int, there: list[int], money: tuple[str, str]
) -> None:
    currency, step = money[0], Decimal(money[1])
    whole = from_minor(total, currency)
    owed = Money(whole.amount // step * step, currency) if step else whole
    usable = [Usable(uuid4(), from_minor(units, currency)) for units in there]

    found = rules.tenders(owed, usable, step=step)

    available = {one.account_id: one.available for one in usable}
    assert all(0 < one.amount.amount <= available[one.account_id].amount for one in found)
    rest = owed - rules.paid_by(found, currency)
    assert rest.amount >= 0
    assert not step or rest.amount % step == 0
    if not step:
        assert rest == max(owed - sum((one.available for one in usable), Money(0, currency)), Money(0, currency))


def test_the_rest_is_never_less_than_the_provider_takes() -> None:
    total, least = Money("10.00", "EUR"), Decimal("0.50")

    def rest(*there: str) -> Decimal:
        usable = [Usable(uuid4(), Money(units, "EUR")) for units in there]
        return (total - rules.paid_by(rules.tenders(total, usable, least=least), "EUR")).amount

    assert [rest("9.80"), rest("9.70", "0.10"), rest("9.50"), rest("10.00"), rest("12.00")] == [
        least, least, least, Decimal(0), Decimal(0),
    ]  # fmt: skip


@given(st.lists(st.tuples(UNITS, UNITS), max_size=5), st.lists(UNITS, max_size=6))
def test_no_tender_ever_gets_back_more_than_it_paid(paid: list[tuple[int, int]], refunds: list[int]) -> None:
    spent = [SpentTender(uuid4(), from_minor(sum(one), "EUR"), from_minor(one[1], "EUR")) for one in paid]
    left_before = sum(one.left.amount for one in spent)
    given = Decimal(0)

    for units in refunds:
        back = {one.account_id: one.amount for one in rules.given_back(from_minor(units, "EUR"), spent)}
        given += sum(one.amount for one in back.values())
        spent = [
            SpentTender(one.account_id, one.paid, one.given_back + back.get(one.account_id, Money(0, "EUR")))
            for one in spent
        ]
        assert all(one.left.amount >= 0 for one in spent)

    assert given == min(left_before, from_minor(sum(refunds), "EUR").amount)


def test_a_code_reads_alike_however_it_is_typed_and_differs_by_key() -> None:
    code = rules.new_code()
    plain = rules.plain_code(code)

    assert (len(code), len(plain)) == (19, 16)
    assert {rules.plain_code(typed) for typed in (code.lower(), f" {code} ", plain, code.replace("-", " "))} == {plain}
    assert [rules.plain_code(typed) for typed in ("", "short", plain + "A", "O" * 16)] == [""] * 4
    assert rules.hash_of(plain, key=b"one") != rules.hash_of(plain, key=b"two")
    assert len({rules.new_code() for _ in range(1000)}) == 1000
