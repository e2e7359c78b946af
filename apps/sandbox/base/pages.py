"""Pages that people see: the frame, a language, amounts · sandbox · no schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from string import Template

from babel.numbers import format_currency

from apps.sandbox.base.http import Request

BABEL = {"zh": "zh_Hans"}
RIGHT_TO_LEFT = frozenset({"ar"})
_PAGE = Template("""<!doctype html>
<html lang="$lang" dir="$dir">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title</title>
<link rel="stylesheet" href="/static/pay.css">
</head>
<body$brand>
<p class="notice">$notice</p>
<main class="$layout">
$body
</main>
</body>
</html>
""")


@dataclass(frozen=True)
class Voice:
    """A language, the merchant it speaks of, and the texts by language and key."""

    language: str
    merchant: str
    texts: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: str) -> str:
        """A text, escaped."""
        return escape(self.texts[self.language][key].format(merchant=self.merchant, **values))

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount in major units in the manner of the language."""
        return format_currency(amount, currency.upper(), locale=BABEL.get(self.language, self.language))

    def page(self, title: str, body: str, *, layout: str = "single", brand: str = "") -> str:
        """A whole page around an escaped title and a body; it needs the text `sandbox`."""
        return _PAGE.substitute(
            lang="zh-Hans" if self.language == "zh" else self.language,
            dir="rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            title=title,
            brand=f' class="{brand}"' if brand else "",
            notice=self.say("sandbox"),
            layout=layout,
            body=body,
        )


def spoken(request: Request, languages: Iterable[str], *, asked: str | None = None) -> str:
    """The page's language: the one asked for, else the browser's first that there is, else English."""
    accepted = request.headers.get("accept-language", "")
    wanted = [asked] if asked else [part.split(";")[0] for part in accepted.split(",")]
    for tag in wanted:
        primary = tag.strip().lower().replace("_", "-").split("-")[0]
        if primary in languages:
            return primary
    return "en"
