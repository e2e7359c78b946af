"""messages · no app · the texts to translate in Python modules and Django templates."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python

KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAG = "Translators:"
SKIPPED = frozenset({"migrations", "sandbox", "__pycache__"})


def template_catalogue(base: Path) -> Catalog:
    """All texts of the project, in the order of their files."""
    catalogue = Catalog(project="Portolan", charset="utf-8")
    for path in sorted(source_files(base)):
        method: Any = extract_python if path.suffix == ".py" else extract_django
        with path.open("rb") as file:
            try:
                for line, message, comments, context in extract(
                    method, file, KEYWORDS, [COMMENT_TAG], strip_comment_tags=True
                ):
                    where = [(path.relative_to(base).as_posix(), line)]
                    catalogue.add(message, None, where, auto_comments=comments, context=context)
            except (SyntaxError, tokenize.TokenError) as error:
                raise ValueError(f"{path}: {error}") from error
    return catalogue


def source_files(base: Path) -> Iterator[Path]:
    """Python modules and templates that may hold users' texts; migrations and the sandbox hold none."""
    for pattern in (
        "apps/**/*.py",
        "marketplace/**/*.py",
        "templates/**/*.html",
        "templates/**/*.txt",
        "apps/*/templates/**/*.html",
        "apps/*/templates/**/*.txt",
    ):
        for path in base.glob(pattern):
            if not SKIPPED.intersection(path.relative_to(base).parts):
                yield path


def extract_django(
    file: Any, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, Any, list[str], Any]]:
    """Babel extraction method for Django templates: `trans`, `blocktrans`, plurals, contexts, `_("…")`.

    Django's own templatize turns a template into gettext calls amid filler
    that keeps the line numbers. The brackets around it keep Python's
    tokenizer from minding its indentation.
    """
    from django.utils.translation.template import templatize

    source = file.read().decode("utf-8")
    calls = f"({templatize(source)}\n)"
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)  # type: ignore[arg-type]
