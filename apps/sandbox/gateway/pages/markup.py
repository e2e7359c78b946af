"""HTML of the hosted pages · sandbox gateway · no schema."""

from __future__ import annotations

from html import escape
from string import Template

from apps.sandbox.base import pages
from apps.sandbox.gateway import currencies
from apps.sandbox.gateway.pages.texts import TEXTS
from apps.sandbox.gateway.work import Document

_SUMMARY = Template("""<section class="summary" aria-labelledby="summary-title">
<h1 id="summary-title">$title</h1>
<p class="amount" data-amount="$minor" data-currency="$currency"><bdi>$amount</bdi></p>
<ul class="lines">
$lines
</ul>
<p class="total"><span>$total</span> <bdi>$amount</bdi></p>
</section>
""")
_LINE = Template("""<li><span class="what">$name$note<small>$quantity</small></span> <bdi>$amount</bdi></li>""")
_FORM = Template("""<section class="pay" aria-labelledby="pay-title">
<h2 id="pay-title">$heading</h2>
$message
<form method="post" action="/c/pay/$session" novalidate>
$fields
<button type="submit">$pay</button>
</form>
$cancel
<details class="cards">
<summary>$cards_title</summary>
<ul>
$cards
</ul>
</details>
</section>
""")
_CARD = Template('<li><code dir="ltr">$number</code> $meaning</li>')
_CARDS = {
    "card_good": "4242 4242 4242 4242",
    "card_secure": "4000 0025 0000 3155",
    "card_declined": "4000 0000 0000 0002",
    "card_funds": "4000 0000 0000 9995",
}
_FIELD = Template("""<div class="field">
<label for="$name">$label</label>
<input id="$name" name="$name" value="$value" $attributes$invalid>
$notes</div>
""")
_SECURE = Template("""<section class="pay" aria-labelledby="secure-title">
<h1 id="secure-title">$title</h1>
<p>$text</p>
<form method="post" action="/c/3ds/$intent" class="choices">
<button type="submit" name="outcome" value="complete">$complete</button>
<button type="submit" name="outcome" value="fail" class="quiet">$fail</button>
</form>
</section>
""")
_NUMBER = 'inputmode="numeric" dir="ltr" autocomplete="off"'
_ATTRIBUTES = {
    "email": 'type="email" autocomplete="email" dir="ltr" maxlength="200"',
    "card_number": f'{_NUMBER} placeholder="1234 1234 1234 1234" maxlength="30"',
    "expiry": f'{_NUMBER} placeholder="12 / 34" maxlength="9"',
    "cvc": f'{_NUMBER} placeholder="123" maxlength="4"',
    "name": 'autocomplete="cc-name" maxlength="200"',
}
_KEPT = frozenset({"email", "name", "expiry"})


class Voice(pages.Voice):
    """The card page's words; it counts as Stripe does."""

    def __init__(self, language: str, merchant: str) -> None:
        super().__init__(language, merchant, TEXTS)

    def counted(self, amount: int, currency: str) -> str:
        """Minor units in the manner of the language."""
        return self.money(currencies.major(amount, currency), currency)


def notice(voice: Voice, title: str, text: str, *, back: str | None = None) -> str:
    """A page with one message and perhaps a way back."""
    link = f'<p><a class="back" href="{escape(back)}">{voice.say("cancel")}</a></p>' if back else ""
    heading = voice.say(title)
    body = f'<section class="pay"><h1>{heading}</h1>\n<p>{voice.say(text)}</p>\n{link}</section>'
    return voice.page(heading, body)


def payment(
    voice: Voice, session: Document, *, form: dict[str, str], wrong: dict[str, str], problem: str | None
) -> str:
    """The payment page. `wrong` maps fields to text keys; `problem` is the key of the message on top."""
    names = ["card_number", "expiry", "cvc", "name"]
    if not session["customer_email"]:
        names.insert(0, "email")
    cancel = session["cancel_url"]
    body = _summary(voice, session) + _FORM.substitute(
        heading=voice.say("heading"),
        message=f'<p class="problem" id="payment-error" role="alert">{voice.say(problem)}</p>' if problem else "",
        session=session["id"],
        fields="".join(_field(voice, name, form, wrong) for name in names),
        pay=voice.say("pay", amount=voice.counted(session["amount_total"], session["currency"])),
        cards_title=voice.say("test_cards"),
        cards="\n".join(_CARD.substitute(number=card, meaning=voice.say(key)) for key, card in _CARDS.items()),
        cancel=f'<p><a class="back" href="{escape(cancel)}">{voice.say("cancel")}</a></p>' if cancel else "",
    )
    return voice.page(voice.say("title"), body, layout="split")


def _summary(voice: Voice, session: Document) -> str:
    amount = voice.counted(session["amount_total"], session["currency"])
    lines = [
        _LINE.substitute(
            name=escape(line["description"]),
            note=f"<small>{escape(line['_note'])}</small>" if line["_note"] else "",
            quantity=voice.say("quantity", count=str(line["quantity"])),
            amount=escape(voice.counted(line["amount_total"], line["currency"])),
        )
        for line in session["_lines"]
    ]
    return _SUMMARY.substitute(
        title=voice.say("title"),
        minor=session["amount_total"],
        currency=session["currency"],
        amount=escape(amount),
        lines="\n".join(lines),
        total=voice.say("total"),
    )


def _field(voice: Voice, name: str, form: dict[str, str], wrong: dict[str, str]) -> str:
    hint_key = f"{name}_hint"
    notes, described = "", []
    if hint_key in TEXTS["en"]:
        notes += f'<small id="{name}-hint">{voice.say(hint_key)}</small>\n'
        described.append(f"{name}-hint")
    if name in wrong:
        notes += f'<small class="error" id="{name}-error">{voice.say(wrong[name])}</small>\n'
        described.append(f"{name}-error")
    invalid = ' aria-invalid="true"' if name in wrong else ""
    if described:
        invalid += f' aria-describedby="{" ".join(described)}"'
    return _FIELD.substitute(
        name=name,
        label=voice.say(name),
        value=escape(form.get(name, "")) if name in _KEPT else "",
        attributes=_ATTRIBUTES[name],
        invalid=invalid,
        notes=notes,
    )


def challenge(voice: Voice, intent: Document, last4: str) -> str:
    """The bank's 3-D Secure page."""
    title = voice.say("secure_title")
    amount = voice.counted(intent["amount"], intent["currency"])
    body = _SECURE.substitute(
        title=title,
        text=voice.say("secure_text", amount=amount, last4=last4),
        intent=intent["id"],
        complete=voice.say("complete"),
        fail=voice.say("fail"),
    )
    return voice.page(title, body)
