"""How a pasted or uploaded list is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.errors import ListTooLong, ListUnreadable
from apps.checkout.rules import lists
from apps.checkout.selectors import list_text
from apps.common.errors import InvalidInput
from apps.discovery.rules import slips

CODES = st.from_regex(r"[A-Z]{2,5}-[0-9]{1,6}(-[A-Z]{1,3})?", fullmatch=True)
LINES = st.lists(st.tuples(CODES, st.integers(1, lists.MOST_PIECES)), min_size=1, max_size=30)
DELIMITERS = st.sampled_from([",", ";", "\t", " ", ", ", " ; ", "،", "，", "   "])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


def read(text: str) -> list[tuple[str, int]]:
    return [(line.code, line.quantity) for line in lists.read(text)]


@given(LINES, DELIMITERS, ENCODINGS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_parts_and_encodes_it_the_list_is_the_same(
    wanted: list[tuple[str, int]], delimiter: str, encoding: str, end: str, has_header: bool
) -> None:
    rows = [f"{code}{delimiter}{quantity}" for code, quantity in wanted]
    text = end.join(([f"SKU{delimiter}Quantity"] if has_header else []) + rows)

    assert read(list_text("", text.encode(encoding))) == wanted


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_and_every_line_is_accounted_for(text: str) -> None:
    try:
        found = lists.read(text)
    except ListUnreadable:
        return
    assert all(0 <= line.quantity <= lists.MOST_PIECES and len(line.code) <= 80 for line in found)
    assert [line.number for line in found] == sorted({line.number for line in found})
    told = [line for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t,;\u3000\xa0")]
    assert len(told) - len(found) <= 1, "only a line of names is left out"


@given(LINES)
def test_summed_lines_ask_for_as_many_pieces_as_before(wanted: list[tuple[str, int]]) -> None:
    asked = lists.read("\n".join(f"{code},{quantity}" for code, quantity in wanted))
    merged = list(lists.merged(asked, same=lambda line: line.key))

    assert sum(line.quantity for line, _ in merged) == sum(quantity for _, quantity in wanted)
    assert len({line.key for line, _ in merged}) == len(merged)
    assert sum(1 + len(joined) for _, joined in merged) == len(wanted)


@pytest.mark.parametrize(
    ("line", "code", "quantity"),
    [
        ("MUG-1", "MUG-1", 1),
        ("OAK 12 BLUE, 3", "OAK 12 BLUE", 3),
        ("OAK 12 3", "OAK 12", 3),
        ('"MUG;1";4', "MUG;1", 4),
        ("4006381333931\t٢٤", "4006381333931", 24),
        ("MUG-1;5;Blue mug", "MUG-1", 5),
        ("MUG-1, 1,000", "MUG-1", 0),
        ("MUG-1, 2.5", "MUG-1", 0),
        ("MUG-1, 0", "MUG-1", 0),
        ("MUG-1, -3", "MUG-1", 0),
        ("MUG-1, 100000", "MUG-1", 0),
        ("MUG-1, dozen", "MUG-1", 0),
        ("MUG-1, pieces", "MUG-1", 0),
        (", 5", "5", 0),
        ("X" * 65 + ",2", "X" * 65, 0),
    ],
)
def test_a_line_is_a_code_and_a_quantity(line: str, code: str, quantity: int) -> None:
    assert [(name.strip(), pieces) for name, pieces in read(line)] == [(code, quantity)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sep=;\nArtikelnummer;Bezeichnung;Menge\nA-1;Tasse;3", ("A-1", 3)),
        ("Menge;Artikelnummer\n3;A-1", ("A-1", 3)),
        ("品番,数量\nA-1,3", ("A-1", 3)),
        ("SKU quantity\nA-1 3", ("A-1", 3)),
        ("Bestellnummer;Menge\nA-1;3", ("A-1", 3)),
        ("Description,SKU,Note,Qty\nMug,A-1,,3", ("A-1", 3)),
    ],
)
def test_a_line_of_names_says_which_column_is_which(text: str, first: tuple[str, int]) -> None:
    assert read(text) == [first]


def test_a_file_below_typed_lines_has_columns_of_its_own() -> None:
    assert read(list_text("A-1, 2\n", "Menge;Artikelnummer\r\n7;B-2".encode("utf-16"))) == [("A-1", 2), ("B-2", 7)]


def test_what_is_empty_or_too_long_is_refused() -> None:
    for text in ("", "\n \n;;\n", "SKU,Quantity"):
        with pytest.raises(ListUnreadable):
            lists.read(text)
    assert len(lists.read("A,1\n" * lists.MOST_LINES)) == lists.MOST_LINES
    with pytest.raises(ListTooLong):
        lists.read("A,1\n" * (lists.MOST_LINES + 1))


@pytest.mark.parametrize("data", ["Größe,1".encode("cp1252"), b"PK\x03\x04\x00\x00"])
def test_a_file_that_is_no_text_names_the_field(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        list_text("A,1", data)
    assert refused.value.field == "file"
    assert "%(" not in refused.value.text()


@given(CODES, st.data())
def test_a_slip_of_the_hand_can_be_taken_back(code: str, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted(slips.near(code)) or [code]))
    assert code in slips.near(slipped)
    assert code not in slips.near(code)
