"""Classification · words, vagueness, files and the index, without a database."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from apps.classification.rules import learning, packing, ranking, vagueness, wording, words
from apps.classification.types import Entry, GoodsText, Kind, Missing

SHELF = [
    Entry("Tableware and kitchenware, of porcelain", "691110", Kind.NOMENCLATURE),
    Entry("Ceramic tableware, other than of porcelain", "691200", Kind.NOMENCLATURE),
    Entry("Scarves of silk", "621410", Kind.NOMENCLATURE),
    Entry("Scarves of wool", "621420", Kind.NOMENCLATURE),
    Entry("stoneware mug", "691200", Kind.VOCABULARY),
    Entry("porcelain teapot", "691110", Kind.VOCABULARY),
    Entry("hydrating night cream", "330499", Kind.CONFIRMED),
]


@pytest.mark.parametrize(
    ("title", "is_vague"),
    [("Gift", True), ("Accessories, black", True), ("free SAMPLE x2", True), ("black, one size (8-16)", True),
     ("1", True), ("Other goods", True), ("ceramic mug", False), ("Silk scarf, red", False), ("陶瓷杯", False),
     ("Geschenkbox aus Holz", False),
     ("iron", False), ("shorts", False)],
)  # fmt: skip
def test_what_names_no_article_is_asked_about(title: str, is_vague: bool) -> None:
    missing, told = vagueness.missing(GoodsText(title, material="wool", category="Kitchen"))
    assert (missing == Missing.ARTICLE) is is_vague
    assert bool(told) is is_vague


def test_a_refused_description_is_known_in_any_order_and_case() -> None:
    refused = {words.fingerprint("Digital device 3")}
    assert vagueness.missing(GoodsText("3 DIGITAL DEVICES"), refused=refused)[0] == Missing.ARTICLE
    assert vagueness.missing(GoodsText("Digital thermometer"), refused=refused)[0] == Missing.NOTHING


def test_cut_and_abbreviated_words_find_their_goods() -> None:
    index = learning.learn(SHELF)
    for text, code in (("hydrtng nght crm", "330499"), ("porcelan teapots", "691110"), ("SILK SCARVES", "621410")):
        answer = ranking.ask(index, text)
        assert answer is not None
        assert answer.codes[0] == code, text
    assert ranking.ask(index, "qqq") is None
    best = ranking.candidates(index, "Stoneware mug, large")[0]
    assert (best.code, set(best.words)) == ("691200", {"stoneware", "mug"})
    assert 0 <= best.confidence <= 1


def test_a_fresh_confirmation_counts_at_once_even_in_words_never_seen() -> None:
    index = learning.learn(SHELF)
    assert ranking.ask(index, "zzyzx") is None
    fresh = index.with_fresh([Entry("zzyzx", "741810", Kind.CONFIRMED)])
    answer = ranking.ask(fresh, "Zzyzx")
    assert answer is not None
    assert (answer.codes[0], answer.nearest[0][1]) == ("741810", Kind.CONFIRMED)
    assert ranking.ask(index, "zzyzx") is None


def test_an_index_reads_back_as_it_was_and_of_another_form_is_refused() -> None:
    index = learning.learn(SHELF)
    content = packing.pack(index)
    back = packing.unpack(content)
    for text in ("stoneware mug", "wool scarf"):
        assert ranking.candidates(back, text) == ranking.candidates(index, text)
    assert packing.pack(back) == content
    packing._FORM, before = 99, packing._FORM
    try:
        with pytest.raises(ValueError, match="form 1"):
            packing.unpack(content)
    finally:
        packing._FORM = before


def test_confidence_is_what_came_true() -> None:
    signs = [[0.1 * number] + [0.0] * 6 for number in range(10)] * 20
    right = [number >= 5 for number in range(10)] * 20
    made = learning.calibration_of(signs, right)
    assert made.probability([0.9] + [0.0] * 6) > 0.9
    assert made.probability([0.0] * 7) < 0.1
    answered = [
        is_right for sign, is_right in zip(signs, right, strict=True) if made.probability(sign) >= made.answer_from
    ]
    assert sum(answered) / len(answered) >= 0.5


TREE = "htsno,indent,description\n0101,0,Live horses:\n,1,Horses:\n0101.21.00,2,Purebred\n0101.21.00.10,3,Males\n"


def test_a_schedule_is_read_with_the_branch_of_each_line() -> None:
    lines = wording.tariff_schedule(TREE)
    assert [(line.code, line.parent, line.description) for line in lines] == [
        ("01012100", "010121", "Horses › Purebred"),
        ("0101210010", "01012100", "Horses › Purebred › Males"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe\x00", "UTF-8"), (b"\x1f\x8bnot gzip", "gzip"), (b"htsno,indent\n1,2\n", "description"),
     (b"htsno,indent,description\n0101,deep,x\n", "deep"), (b"htsno,indent,description\n0101,0,x\n", "eight or ten")],
)  # fmt: skip
def test_a_file_that_is_none_says_so(content: bytes, problem: str) -> None:
    with pytest.raises(wording.Unreadable, match=problem):
        wording.tariff_schedule(wording.open_text(content))


def test_lines_without_a_heading_are_refused() -> None:
    rows = [{"hscode": "010121", "description": "x", "parent": "0101"}]
    with pytest.raises(wording.Unreadable, match="010121 has no line 0101"):
        wording.harmonized(rows)
    assert wording.open_text(gzip.compress("é".encode())) == "é"


def test_every_shipped_word_has_a_code_of_the_shipped_nomenclature() -> None:
    from apps.classification import operations

    entries = operations.shipped_entries()
    known = {entry.code for entry in entries if entry.kind == Kind.NOMENCLATURE}
    told = [entry for entry in entries if entry.kind == Kind.VOCABULARY]
    assert len(known) == 5613
    assert len(told) > 600
    assert [entry for entry in told if entry.code not in known] == []
    assert len({json.dumps([entry.text, entry.code]) for entry in told}) == len(told)


def test_learning_alone_knows_scikit_learn_and_nobody_loads_it_before_it_learns() -> None:
    heavy = [
        path for path in Path("apps").rglob("*.py") if re.search(r"(from|import) (sklearn|scipy)", path.read_text())
    ]
    assert {str(path) for path in heavy} == {"apps/classification/rules/learning.py", "apps/promises/rules/freight.py"}
    loads = r"^(from|import) .*\b(learning|evaluation)\b"
    users = [path for path in Path("apps/classification").rglob("*.py") if re.search(loads, path.read_text(), re.M)]
    allowed = {"apps/classification/rules/evaluation.py", "apps/classification/operations/__init__.py"}
    assert {str(path) for path in users} <= allowed  # operations/__init__ names its own module of that name
