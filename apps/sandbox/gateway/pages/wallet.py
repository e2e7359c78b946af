"""HTML of the wallets' pages, where a person pays by pressing a button · sandbox gateway · no schema."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from string import Template

from apps.sandbox.base.pages import Voice

_BODY = Template("""<section class="pay" aria-labelledby="wallet-title">
<p class="logo">$logo</p>
<h1 id="wallet-title">$title</h1>
<p class="amount" data-amount="$minor" data-currency="CNY"><bdi>$amount</bdi></p>
<dl class="facts">
$facts
</dl>
$form
</section>
""")
_FACT = Template("<dt>$name</dt><dd><bdi>$value</bdi></dd>")
_BUTTON = Template('<button type="submit" name="outcome" value="$value"$quiet>$label</button>')
_FORM = Template("""<form method="post" action="$action" class="choices">
$buttons
</form>
""")


def page(
    voice: Voice,
    brand: str,
    *,
    fen: int,
    facts: Sequence[tuple[str, str]],
    action: str,
    choices: Sequence[tuple[str, str]],
) -> str:
    """What is to be paid, and a button for each choice (value and text key); the first is the loud one."""
    buttons = "\n".join(
        _BUTTON.substitute(value=value, quiet=' class="quiet"' if place else "", label=voice.say(key))
        for place, (value, key) in enumerate(choices)
    )
    title = voice.say("title")
    body = _BODY.substitute(
        logo=voice.say("logo"),
        title=title,
        minor=fen,
        amount=escape(voice.money(Decimal(fen).scaleb(-2), "CNY")),
        facts="\n".join(_FACT.substitute(name=voice.say(key), value=escape(value)) for key, value in facts),
        form=_FORM.substitute(action=escape(action), buttons=buttons),
    )
    return voice.page(title, body, brand=brand)


def notice(voice: Voice, brand: str, title: str, text: str, *, back: str = "") -> str:
    """A page with one message and perhaps a way back to the shop."""
    link = f'<p><a class="back" href="{escape(back)}">{voice.say("back")}</a></p>' if back else ""
    heading = voice.say(title)
    body = (
        f'<section class="pay"><p class="logo">{voice.say("logo")}</p>\n<h1>{heading}</h1>\n'
        f"<p>{voice.say(text)}</p>\n{link}</section>"
    )
    return voice.page(heading, body, brand=brand)
