"""Lists by keyset: everything once, forth and back, whatever comes or goes meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import User
from apps.api import pagination
from apps.api.errors import CursorUnusable

pytestmark = pytest.mark.django_db
ORDER = ("-language", "email")


@pytest.fixture
def people() -> list[str]:
    for number in range(11):
        User.objects.create_user(f"p{number:02}@example.com", language="de" if number % 3 else "en")
    return [user.email for user in User.objects.order_by(*ORDER)]


def page(cursor: str | None = "", order: Any = ORDER, limit: int = 4) -> pagination.Page[User]:
    return pagination.page_of_query(User.objects.all(), order=order, cursor=cursor or "", limit=limit)


def emails(found: pagination.Page[User]) -> list[str]:
    return [user.email for user in found.rows]


def test_forth_and_back_show_the_same_rows(people: list[str]) -> None:
    first = page()
    second = page(first.next)
    third = page(second.next)

    assert emails(first) + emails(second) + emails(third) == people
    assert (first.previous, third.next) == (None, None)
    assert emails(page(third.previous)) == emails(second)
    assert emails(page(second.previous)) == emails(first)
    assert page(second.previous).previous is None


def test_a_row_that_goes_or_comes_moves_no_other(people: list[str]) -> None:
    first = page()
    User.objects.filter(email__in=emails(first)).delete()
    User.objects.create_user("aaa@example.com", language="zz")

    assert emails(page(first.next)) == people[4:8]


def test_a_page_costs_one_statement(people: list[str], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page(limit=100)


@pytest.mark.parametrize("mangle", [lambda text: text[:-1], lambda text: "x" + text, lambda text: "\x00", str.upper])
def test_a_cursor_that_is_not_ours_is_refused(people: list[str], mangle: Any) -> None:
    cursor = page().next
    assert cursor is not None

    with pytest.raises(CursorUnusable):
        page(mangle(cursor))


def test_a_cursor_of_another_order_is_refused(people: list[str]) -> None:
    with pytest.raises(CursorUnusable):
        page(page().next, order=("email",))
