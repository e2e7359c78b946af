"""Denied-party screening: which lists, how old they may get, and how long facts of parties are kept."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from . import environment as env

SOURCES = ("ofac_sdn", "ofac_other", "un", "eu", "bis", "demo")
# Addresses as their authorities give them; the EU's asks for a token of one's own, the BIS' moves: add them by hand.
_DEFAULT = (
    "ofac_sdn=https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML,"
    "ofac_other=https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONSOLIDATED.XML,"
    "un=https://scsanctions.un.org/resources/xml/en/consolidated.xml"
)


def _lists(words: list[str]) -> dict[str, str]:
    """The lists with their addresses (several files of one list by spaces).

    Raises:
        ImproperlyConfigured: a word that is not «source=address» of a known source.
    """
    found: dict[str, str] = {}
    for word in words:
        source, _, addresses = word.partition("=")
        if source not in SOURCES or not addresses.strip():
            known = ", ".join(SOURCES)
            raise ImproperlyConfigured(f"SCREENING_LISTS: {word!r} is not source=address with a source of {known}.")
        found[source] = addresses.strip()
    return found


SCREENING_LISTS = _lists(env.words("SCREENING_LISTS", _DEFAULT))
SCREENING_MAX_AGE_DAYS = env.integer("SCREENING_MAX_AGE_DAYS", 3)
SCREENING_KEEP_DAYS = env.integer("SCREENING_KEEP_DAYS", 30)
SCREENING_RECORD_DAYS = env.integer("SCREENING_RECORD_DAYS", 3653)
