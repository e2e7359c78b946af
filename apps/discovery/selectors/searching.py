"""Discovery · finding goods by words and codes · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from apps.discovery.rules import searches, words
from apps.discovery.rules.searches import Search, Term
from apps.taxonomy import selectors as taxonomy

from . import edition
from .scopes import Condition

_REMEMBER_S = 120
_CODE_RANK = 1_000_000
_MOST_KEPT = 1000


@dataclass(frozen=True)
class Found:
    """A search that finds something, and how it came from what was typed.

    `hits` is None where the search is empty. `corrected` is the text that was
    looked for instead; `is_relaxed` says that not all words had to be found.
    """

    search: Search
    hits: Condition | None
    corrected: str = ""
    is_relaxed: bool = False


@dataclass(frozen=True)
class _Way:
    """How a search was answered, and its hits; all of them where they are no more than are kept."""

    kind: str
    corrected: str = ""
    rows: tuple[tuple[UUID, int], ...] = ()


def found(text: str, *, language: str, market: str) -> Found:
    """The search for `text` that finds something in a market, as near to the words as possible.

    All words with their synonyms; else with typing errors corrected; else in the
    other languages; else any of the words. One statement where the first finds
    something. What was found is remembered for two minutes or until the edition
    ends, so that neither the page nor its counts rank it again.
    """
    asked = searches.parse(text, language, taxonomy.synonyms(language))
    if asked.is_empty:
        return Found(asked, None)
    name = f"search:{market}:{language}:{hashlib.sha256(asked.text.encode()).hexdigest()}"
    way = edition.kept(name, lambda: _way(asked, market), seconds=_REMEMBER_S)
    search = asked
    if way.kind == "corrected":
        search = searches.parse(way.corrected, language, taxonomy.synonyms(language))
    elif way.kind == "relaxed":
        search = searches.relaxed(asked)
    return Found(search, _as_hits(way, search), corrected=way.corrected, is_relaxed=way.kind == "relaxed")


def hits(search: Search, *, languages: tuple[str, ...] = ()) -> Condition:
    """A query of (product_id, rank): products whose words or codes the search names; codes rank above all words."""
    values: list[Any] = []
    matches, ranks = [], []
    for language in languages or (search.language,):
        query, parameters = tsquery(search, language)
        column = f"t.{words.VECTORS[language]}"
        matches.append((f"{column} @@ ({query})", parameters))
        ranks.append((f"ts_rank_cd({column}, ({query}), 1)", parameters))
    rank = "greatest(" + ", ".join(text for text, _ in ranks) + ")"
    values += [[search.code]] + [value for _, parameters in ranks for value in parameters]
    where = " OR ".join(text for text, _ in matches)
    values += [value for _, parameters in matches for value in parameters] + [[search.code]]
    statement = f"""
        SELECT t.product_id, CASE WHEN t.codes && %s::varchar[] THEN {_CODE_RANK} ELSE 0 END
               + round({rank} * 1000)::int AS rank
        FROM public.discovery_listingtext t WHERE {where} OR t.codes && %s::varchar[]
    """
    return statement, values


def tsquery(search: Search, language: str) -> Condition:
    """The SQL of a search as a tsquery of a language."""
    parts: list[str] = []
    values: list[Any] = []
    for term in search.terms:
        alternatives = [_alternative(word, language, term) for word in term.alternatives]
        alternatives = [part for part in alternatives if part[0]]
        if not alternatives:
            continue
        joined = "(" + " || ".join(text for text, _ in alternatives) + ")"
        parts.append(f"!!{joined}" if term.is_negative else joined)
        values += [value for _, parameters in alternatives for value in parameters]
    return " && ".join(parts) or "''::tsquery", values


def _alternative(word: str, language: str, term: Term) -> Condition:
    if language in words.BIGRAM_LANGUAGES:
        return _bigram_query(word, is_open=term.is_open)
    dictionary = words.DICTIONARIES[language]
    exact = f"phraseto_tsquery('{dictionary}', %s)"
    last = words.runs(word)[-1:] if term.is_open and " " not in word else []
    if last and len(last[0]) >= 2:
        return f"{exact} || %s::tsquery", [word, f"{words.quoted(last[0])}:*"]
    return exact, [word]


def _bigram_query(word: str, *, is_open: bool) -> Condition:
    tokens = list(words.bigrams(word))
    quoted = [words.quoted(token) for token in tokens]
    if not quoted:
        return "", []
    if is_open and len(tokens) == 1:
        quoted = [f"{quoted[0]}:*"]
    joined = " <-> ".join(quoted)
    return "%s::tsquery", [joined]


def _way(asked: Search, market: str) -> _Way:
    if rows := _rows(hits(asked), market):
        return _Way("plain", rows=rows)
    corrected = _corrected(asked)
    if corrected:
        meant = searches.parse(corrected, asked.language, taxonomy.synonyms(asked.language))
        if rows := _rows(hits(meant), market):
            return _Way("corrected", corrected, rows)
    if rows := _rows(hits(asked, languages=tuple(words.VECTORS)), market):
        return _Way("foreign", rows=rows)
    return _Way("relaxed", rows=rows) if (rows := _rows(hits(searches.relaxed(asked)), market)) else _Way("plain")


def _as_hits(way: _Way, search: Search) -> Condition:
    if len(way.rows) > _MOST_KEPT:
        return hits(search, languages=tuple(words.VECTORS) if way.kind == "foreign" else ())
    products, ranks = [str(product) for product, _ in way.rows], [rank for _, rank in way.rows]
    return "SELECT * FROM unnest(%s::uuid[], %s::int[]) AS kept(product_id, rank)", [products, ranks]


def _rows(condition: Condition, market: str) -> tuple[tuple[UUID, int], ...]:
    """What a search finds in a market with its ranks; one more than is kept says that there is more."""
    statement = f"""
        SELECT h.product_id, h.rank FROM ({condition[0]}) h JOIN public.discovery_listingcard c USING (product_id)
        WHERE c.market = %s AND c.is_live LIMIT {_MOST_KEPT + 1}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition[1], market])
        return tuple(cursor.fetchall())


def _corrected(asked: Search) -> str:
    """The text with each word that no title has replaced by the one that was probably meant; empty if none was."""
    if asked.language in words.BIGRAM_LANGUAGES:
        return ""
    typed = [word for term in asked.terms if not term.is_negative for word in words.runs(term.alternatives[0])]
    near = _near_words(asked.language, [word for word in typed if searches.allowed_errors(word)])
    meant = [
        word
        if any(candidate == word for candidate, _ in near.get(word, []))
        else searches.correction(word, near.get(word, [])) or word
        for word in typed
    ]
    return " ".join(meant) if meant != typed else ""


def _near_words(language: str, typed: list[str]) -> dict[str, list[tuple[str, int]]]:
    if not typed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT typed, w.word, w."count" FROM unnest(%s::text[]) AS typed
            JOIN public.discovery_searchword w ON w.language = %s
             AND length(w.word) BETWEEN length(typed) - 2 AND length(typed) + 2
             AND (w.word %% typed OR left(w.word, 1) = left(typed, 1) OR right(w.word, 2) = right(typed, 2))
            """,
            [typed, language],
        )
        rows = cursor.fetchall()
    near: dict[str, list[tuple[str, int]]] = {}
    for word, candidate, count in rows:
        near.setdefault(word, []).append((candidate, count))
    return near
