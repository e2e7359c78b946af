"""messages · no app · reading, updating and compiling `locale/<language>/LC_MESSAGES/django.po`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

PLURAL_FORMS = {
    "zh_Hans": "nplurals=1; plural=0;",
    "de": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ja": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5);",
}
"""The languages besides English, whose texts the msgids are.

Arabic's forms stand in CLDR's order (zero, one, two, few, many, other), as in Django's own catalogues.
"""


def path_of(base: Path, language: str) -> Path:
    """The catalogue of a language."""
    return base / "locale" / language / "LC_MESSAGES" / "django.po"


def read(base: Path, language: str) -> Catalog:
    """A language's catalogue; an empty one with its plural forms if there is none yet.

    Raises:
        ValueError: the file is no valid catalogue; names file and line.
    """
    path = path_of(base, language)
    if not path.exists():
        catalogue = Catalog(
            locale=language,
            header_comment="# Portolan: texts of the marketplace. Collected by `make messages`.",
            project="Portolan",
            version="",
            last_translator="Portolan contributors",
            language_team="Portolan contributors",
            msgid_bugs_address="",
            charset="utf-8",
            fuzzy=False,
        )
        catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
        return catalogue
    with path.open("rb") as file:
        try:
            return read_po(file, locale=language, abort_invalid=True)
        except PoFileError as error:
            line = (error.lineno or 0) + 1
            raise ValueError(f"{path}, line {line}: {error.line!r} is no catalogue entry") from error


def update(catalogue: Catalog, template: Catalog) -> None:
    """Make a catalogue hold exactly the template's texts, keeping every translation.

    A text that is gone keeps its translation among the obsolete entries and
    gets it back when the text returns. Nothing is guessed from similar texts.
    """
    obsolete = dict(catalogue.obsolete)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        earlier = obsolete.get(catalogue._key_for(message.id, message.context))
        if message.id and earlier is not None and not any(strings(message.string)):
            message.string = earlier.string
            catalogue.obsolete.pop(catalogue._key_for(message.id, message.context), None)


def write(base: Path, language: str, catalogue: Catalog) -> bool:
    """Write a language's catalogue, without line numbers, which every edit changes; whether it changed."""
    path = path_of(base, language)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False)
    if path.exists() and path.read_bytes() == buffer.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    return True


def compile_all(base: Path) -> Iterator[tuple[str, int]]:
    """Write the .mo file beside each catalogue; yields the languages and how many texts each translates.

    Raises:
        ValueError: a catalogue is invalid; names file and line.
    """
    for language in PLURAL_FORMS:
        path = path_of(base, language)
        if path.exists():
            catalogue = read(base, language)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
            yield language, sum(1 for message in catalogue if message.id and all(strings(message.string)))


def strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's id or translation as the tuple of its plural forms."""
    if isinstance(value, str):
        return (value,)
    return tuple(value or ("",))
