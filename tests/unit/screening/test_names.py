"""Names: what is left of them, how alike they are, and that they are found in any script. No database."""

from __future__ import annotations

import pytest

from apps.screening.rules import deciding, scoring
from apps.screening.rules.index import Index, IndexedName
from apps.screening.rules.keys import keys
from apps.screening.rules.names import legal_form, read
from apps.screening.rules.parties import fingerprint
from apps.screening.types import Kind, Level, PartyFacts


def score(one: str, other: str) -> float:
    return scoring.compare(read(one), read(other)).score


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dr. José  MÜLLER", ("jose", "muller")),
        ("Shaikh Isa bin Tarif al-Khalifa", ("isa", "tarif", "khalifa")),
        ("Tischlerei Nord Gesellschaft mit beschränkter Haftung", ("tischlerei", "nord")),
        ("ООО «Ромашка»", ("romashka",)),
        ("北京科技有限公司", ("bei", "jing", "ke", "ji")),
        ("A.B.C. Trading Co., Ltd.", ("abc", "trading")),
        ("First Brigade", ("1", "brigade")),
        ("Ig0r Sech1n", ("igor", "sechin")),
        ("Ltd.", ("ltd",)),
        ("🜏", ()),
        ("", ()),
    ],
)
def test_a_name_is_left_with_what_tells_who_it_is(name: str, words: tuple[str, ...]) -> None:
    assert read(name).words == words


@pytest.mark.parametrize(("name", "form"), [("Nord GmbH", "llc"), ("Норд ООО", "llc"), ("Nord AG", "jsc"), ("N", "")])
def test_a_legal_form_is_the_same_in_all_languages(name: str, form: str) -> None:
    assert legal_form(name) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DRAKMOOR, Zoltarion Vexley", "Zoltarion Vexley Drakmoor"),
        ("Zoltarion Vexley Drakmoor", "Zoltarion Vexely Drakmoor"),
        ("Zoltarion Drakmoor", "Zoltarion Vexley Drakmoor"),
        ("Muhammad Yusuf Tilsani", "Mohamed Youssef Tilsani"),
        ("ZoltarionDrakmoor", "Zoltarion Drakmoor"),
        ("Владимир Тенебровский", "Vladimir Tenebrovskiy"),
        ("بشار القحطاني", "Bashar al-Qahtani"),
        ("Faruk ALSHAMI", "AL-SHAMI, Faruk"),
        ("习近平", "Xi Jinping"),
        ("Blackfathom Procurement GmbH", "BLACKFATHOM PROCUREMENT LIMITED LIABILITY COMPANY"),
    ],
)
def test_spellings_of_one_name_are_a_hit_both_ways_and_share_a_key(one: str, other: str) -> None:
    assert deciding.level_of(score(one, other)) is Level.HIT
    assert score(one, other) == score(other, one)
    assert keys(read(one)) & keys(read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ahmad al-Hamidi", "Ahmad al-Tikriti"),
        ("Kim Song Min", "Kim Song Chol"),
        ("Frank Richter", "Frederik Richter"),
        ("Anna Schmidt", "Zoltarion Drakmoor"),
        ("Management 23", "Management 24"),
        ("", "Zoltarion Drakmoor"),
    ],
)
def test_other_people_are_no_hit(one: str, other: str) -> None:
    assert deciding.level_of(score(one, other)) is Level.CLEAR


LISTED = deciding.EntryFacts(Kind.PERSON, ("1961-03-14", "1962"), ("CH",), (("Passport", "X00-DEMO1"),))
ALIKE = scoring.Likeness(0.9)


@pytest.mark.parametrize(
    ("party", "likeness", "is_weak", "level", "codes"),
    [
        (PartyFacts("N"), ALIKE, False, Level.HIT, []),
        (PartyFacts("N", birth_date="1961"), scoring.Likeness(0.85), False, Level.HIT, ["same_birth"]),
        (PartyFacts("N", birth_date="1985-01-02"), scoring.Likeness(1.0), False, Level.REVIEW, ["birth_conflict"]),
        (PartyFacts("N", birth_date="1964"), ALIKE, False, Level.HIT, []),
        (PartyFacts("N", country="FR"), scoring.Likeness(0.87), False, Level.REVIEW, ["other_country"]),
        (PartyFacts("N", Kind.COMPANY, "FR", "1985"), scoring.Likeness(0.87), False, Level.REVIEW,
         ["birth_conflict", "other_country", "other_kind"]),
        (PartyFacts("N", country="CH"), scoring.Likeness(0.85), False, Level.HIT, ["same_country"]),
        (PartyFacts("N"), scoring.Likeness(1.0), True, Level.REVIEW, ["weak_alias"]),
        (PartyFacts("N", identifiers=(("Pass", "x00demo1"),)), scoring.Likeness(0.1), False, Level.HIT,
         ["same_number"]),
        (PartyFacts("N", birth_date="1961-03-14"), scoring.Likeness(0.5), False, Level.CLEAR, ["same_birth"]),
    ],
)  # fmt: skip
def test_what_else_is_known_raises_and_lowers_and_never_clears_a_hit_alone(
    party: PartyFacts, likeness: scoring.Likeness, is_weak: bool, level: Level, codes: list[str]
) -> None:
    judged = deciding.judge(party, LISTED, likeness, is_weak=is_weak)
    assert judged.level is level
    assert [reason["code"] for reason in judged.reasons] == codes


def test_the_index_finds_the_entry_by_any_of_its_names_and_tells_which_words_met() -> None:
    names = ("Zoltarion Vexley Drakmoor", "قاسمور النژداري", "Obsidian Heron Lines", "Kadek")
    index = Index(IndexedName(place, read(name)) for place, name in enumerate(names))

    (found, likeness), *_ = index.search("Drakmor, Zoltarion")
    assert found.entry_id == 0
    assert {(one.said, one.listed) for one in likeness.met} == {("drakmor", "drakmoor"), ("zoltarion", "zoltarion")}
    assert likeness.listed_only == ("vexley",)
    assert index.search("Qasmur al-Nazhdari")[0][0].entry_id == 1
    assert index.search("Kaeek")[0][0].entry_id == 3
    assert index.search("") == []
    assert Index([]).search("Zoltarion") == []


def test_a_fingerprint_is_of_all_facts_and_of_the_key() -> None:
    facts = PartyFacts("Jana  Müller", Kind.PERSON, "DE")
    same = fingerprint(PartyFacts("JANA MÜLLER", Kind.PERSON, "DE"), key=b"k")
    assert fingerprint(facts, key=b"k") == same
    others = {
        fingerprint(facts, key=b"l"),
        fingerprint(PartyFacts("Jana Müller", Kind.PERSON, "AT"), key=b"k"),
        fingerprint(PartyFacts("Jana Müller", Kind.PERSON, "DE", "1980"), key=b"k"),
        fingerprint(PartyFacts("Jana Müller", Kind.COMPANY, "DE"), key=b"k"),
    }
    assert len(others | {same}) == 5
