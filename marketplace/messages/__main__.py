"""messages · no app · `python -m marketplace.messages extract|compile|check`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from marketplace.messages import catalogues, review
from marketplace.messages.sources import template_catalogue

BASE = Path(__file__).resolve().parents[2]


def main() -> int:
    """Parse the command line and do it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.messages", description=__doc__)
    parser.add_argument("verb", choices=("extract", "compile", "check"))
    parser.add_argument("--base", type=Path, default=BASE, help="the checkout (default: this one)")
    parser.add_argument("--limit", type=int, default=20, help="faults shown per language (default 20)")
    options = parser.parse_args()
    try:
        if options.verb == "extract":
            return extract(options.base)
        if options.verb == "compile":
            return compile_(options.base)
        return check(options.base, limit=options.limit)
    except ValueError as error:
        print(error)
        return 1


def extract(base: Path) -> int:
    """Bring all catalogues up to the sources."""
    template = template_catalogue(base)
    for language in catalogues.PLURAL_FORMS:
        catalogue = catalogues.read(base, language)
        catalogues.update(catalogue, template)
        note = "" if catalogues.write(base, language, catalogue) else " (unchanged)"
        open_count = sum(1 for message in catalogue if message.id and not all(catalogues.strings(message.string)))
        print(f"{language:8} {len(catalogue)} texts, {open_count} to translate{note}")
    return 0


def compile_(base: Path) -> int:
    """Compile all catalogues."""
    for language, count in catalogues.compile_all(base):
        print(f"{language:8} {count} texts")
    return 0


def check(base: Path, *, limit: int) -> int:
    """Print what is untranslated, fuzzy, out of step with the sources or has wrong placeholders."""
    template = template_catalogue(base)
    failed = False
    for language in catalogues.PLURAL_FORMS:
        found = list(review.faults(catalogues.read(base, language), template))
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(f.kind for f in found).items()))
        print(f"{language:8} {counts or 'complete'}")
        for fault in found[:limit]:
            print(f"  {fault}")
        if len(found) > limit:
            print(f"  … and {len(found) - limit} more (--limit)")
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
