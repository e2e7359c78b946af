"""messages · no app · what is wrong with a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message

from marketplace.messages.catalogues import strings

PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0+]?\d*(?:\.\d+)?([sdf%])")
BRACE = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
TAG = re.compile(r"</?\w+")


@dataclass(frozen=True)
class Fault:
    """Something to correct: kind is missing, unused, untranslated, fuzzy, plural or placeholder."""

    kind: str
    message: str
    detail: str = ""

    def __str__(self) -> str:
        text = self.message if len(self.message) <= 90 else f"{self.message[:89]}…"
        return f"{self.kind}: {text!r}{f' ({self.detail})' if self.detail else ''}"


def faults(catalogue: Catalog, template: Catalog) -> Iterator[Fault]:
    """All faults of a catalogue against the texts that the sources hold now."""
    for message in template:
        if message.id and catalogue.get(message.id, message.context) is None:
            yield Fault("missing", strings(message.id)[0], "run `make messages`")
    for message in catalogue:
        if not message.id:
            continue
        if template.get(message.id, message.context) is None:
            yield Fault("unused", strings(message.id)[0], "run `make messages`")
        else:
            yield from message_faults(message, plural_count=catalogue.num_plurals)


def message_faults(message: Message, *, plural_count: int) -> Iterator[Fault]:
    """The faults of one entry."""
    ids, forms = strings(message.id), strings(message.string)
    if not all(forms):
        yield Fault("untranslated", ids[0])
        return
    if message.fuzzy:
        yield Fault("fuzzy", ids[0])
    if len(ids) > 1 and len(forms) != plural_count:
        yield Fault("plural", ids[0], f"{len(forms)} forms instead of {plural_count}")
    for form in forms:
        if detail := placeholder_fault(ids, form, last=form is forms[-1]):
            yield Fault("placeholder", ids[0], detail)


def placeholder_fault(ids: tuple[str, ...], form: str, *, last: bool) -> str:
    """How a translation's placeholders and tags differ from its text's; empty if they agree.

    A plural form may leave the number out, as in «one piece»; the last form,
    which stands for most numbers, may not.
    """
    for name, find in (("placeholder", placeholders), ("tag", tags)):
        wanted, known, found = find(ids[-1]), set().union(*map(find, ids)), find(form)
        if extra := found - known:
            return f"{name} {', '.join(sorted(extra))} is unknown"
        optional = len(ids) > 1 and not last
        if (lacking := wanted - found) and not optional:
            return f"{name} {', '.join(sorted(lacking))} is lacking"
    return ""


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `%s` and `{name}` as they stand; `%%` is none."""
    percents = {match[0] for match in PERCENT.finditer(text) if match[2] != "%"}
    return percents | {match[0] for match in BRACE.finditer(text)}


def tags(text: str) -> set[str]:
    """The names of opening and closing HTML tags, with their bracket."""
    return set(TAG.findall(text))
