"""How texts become words, per language."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from apps.discovery.rules import searches, words


def test_chinese_and_japanese_become_overlapping_pairs_and_latin_stays_whole():
    assert list(words.bigrams("龙泉青瓷 Vase 2")) == ["龙泉", "泉青", "青瓷", "vase", "2"]
    assert list(words.bigrams("がま口ポーチ")) == ["がま", "ま口", "口ポ", "ポー", "ーチ"]
    assert list(words.bigrams("茶")) == ["茶"]


def test_accents_width_and_case_do_not_matter_but_voicing_does():
    assert words.folded("Théière GROß ＡＢＣ") == "theiere gross abc"
    assert words.folded("が") != words.folded("か")
    assert words.folded("إبريق") == words.folded("ابريق")


def test_vector_holds_position_and_weight():
    assert words.vector_literal([("青瓷", "A"), ("it's", "B")]).startswith("'青瓷':1A")
    assert "''" in words.quoted("it's")


@given(st.text(max_size=80))
def test_any_text_makes_a_well_formed_vector(text):
    literal = words.vector_literal([(text, "A")])
    assert re.fullmatch(r"(?:'(?:[^'\\]|''|\\\\)+':\d{1,5}[A-D]\s?)*", literal)


def test_dictionary_leaves_out_figures_and_short_words():
    assert words.dictionary_words("Mug no 12 Teapot-Set 茶壶") == {"mug", "teapot", "set"}


def test_phrase_minus_and_open_last_word():
    terms = searches.parse('"tea pot" -red lin', "en").terms

    assert [term.alternatives for term in terms] == [("tea pot",), ("red",), ("lin",)]
    assert [term.is_negative for term in terms] == [False, True, False]
    assert [term.is_open for term in terms] == [False, False, True]


def test_synonyms_join_their_word_and_multi_word_ones_count_as_one():
    groups = (("vase", "flower vase"), ("mug", "cup"))

    assert searches.parse("cup", "en", groups).terms[0].alternatives == ("cup", "mug")
    assert searches.parse("blue flower vase", "en", groups).terms[1].alternatives == ("flower vase", "vase")


def test_relaxed_search_asks_for_any_word_but_keeps_what_must_not_be():
    relaxed = searches.relaxed(searches.parse("blue vase -red", "en"))

    assert relaxed.terms[0].alternatives == ("blue", "vase")
    assert relaxed.terms[1].is_negative


def test_only_exclusions_or_signs_are_no_search():
    for text in ("", "  ", "-red", '"', "!!!"):
        assert searches.parse(text, "en").is_empty, text


def test_correction_takes_the_nearest_then_the_most_frequent():
    candidates = [("linen", 5), ("lines", 9), ("lemon", 40)]

    assert searches.correction("linne", candidates) == "linen"
    assert searches.correction("liner", candidates) == "lines"
    assert searches.correction("zzzzz", candidates) is None
    assert searches.correction("li", [("lid", 1)]) is None


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_distance_is_symmetric_zero_for_equals_and_counts_one_edit_as_one(first, second):
    assert searches.distance(first, second) == searches.distance(second, first)
    assert (searches.distance(first, second) == 0) == (first == second)
    assert searches.distance(first, first + "x") == 1


def test_swapped_letters_are_one_error():
    assert searches.distance("teapot", "tepaot") == 1
