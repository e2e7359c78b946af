"""The page on which a buyer sends a transfer · sandbox bank · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from apps.sandbox.bank import book, iban
from apps.sandbox.bank.book import Movement
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.base.pages import Voice, spoken

TEXTS = json.loads(Path(__file__).with_name("texts.json").read_text("utf-8"))
BUYER = {"sender": "Ada Example", "sender_iban": "DE89370400440532013000"}
FIELDS = ("iban", "amount", "reference", "sender", "sender_iban")
LONGEST = {"reference": 140, "sender": 70}
_FORM = Template("""<section class="pay" aria-labelledby="transfer-title">
<p class="logo">$logo</p>
<h1 id="transfer-title">$title</h1>
<p>$intro</p>
$message
<form method="post" action="/bank/transfer$query" novalidate>
$fields
<button type="submit">$send</button>
</form>
</section>
""")
_FIELD = Template("""<div class="field">
<label for="$name">$label</label>
<input id="$name" name="$name" value="$value" maxlength="200" autocomplete="off"$attributes>
$notes</div>
""")
_SENT = Template("""<section class="pay" aria-labelledby="sent-title">
<p class="logo">$logo</p>
<h1 id="sent-title">$title</h1>
<p data-reference="$booked">$text</p>
<p><a class="back" href="/bank/$query">$again</a></p>
</section>
""")


def read(form: Mapping[str, str]) -> tuple[Movement | None, dict[str, str]]:
    """A transfer as it was typed, or the text keys of what keeps it from being sent."""
    wrong: dict[str, str] = {}
    account = iban.clean(form.get("iban", ""))
    currency = iban.currency_of(account)
    sender_iban = iban.clean(form.get("sender_iban", ""))
    typed = form.get("amount", "").strip().replace(" ", "")
    amount = book.minor(
        typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed, currency or ""
    )
    if currency is None:
        wrong["iban"] = "iban_unknown"
    if amount is None:
        wrong["amount"] = "amount_invalid"
    if not form.get("sender", "").strip():
        wrong["sender"] = "sender_missing"
    if sender_iban and not iban.is_valid(sender_iban):
        wrong["sender_iban"] = "sender_iban_invalid"
    for name, most in LONGEST.items():
        if len(form.get(name, "")) > most:
            wrong[name] = "too_long"
    if wrong or amount is None:
        return None, wrong
    return Movement(
        account=account,
        amount=amount,
        kind="transfer",
        name=form["sender"].strip(),
        counterparty=sender_iban,
        end_to_end=form.get("end_to_end", "").strip()[:35] or book.NOT_PROVIDED,
        remittance=form.get("reference", "").strip(),
    ), {}


class Pages:
    """The buyer's bank. The form may come filled in by the query: iban, amount, reference."""

    def __init__(self, host: Host) -> None:
        self._host = host
        host.routes.add("GET", "/bank/", self._show)
        host.routes.add("POST", "/bank/transfer", self._send)
        host.routes.add("GET", "/bank/transfer", self._show)
        host.routes.add("GET", "/bank/sent/<reference>", self._sent)

    def _voice(self, request: Request) -> Voice:
        return Voice(spoken(request, TEXTS, asked=request.query.get("lang")), self._host.merchant, TEXTS)

    def _show(self, request: Request) -> Response:
        given = {name: value for name, value in request.query.items() if name in FIELDS}
        return self._form(request, BUYER | given, {})

    def _form(self, request: Request, form: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
        voice = self._voice(request)
        body = _FORM.substitute(
            logo=voice.say("logo"),
            title=voice.say("title"),
            intro=voice.say("intro"),
            message=f'<p class="problem" role="alert">{voice.say("fix")}</p>' if wrong else "",
            query=_language(request),
            fields="".join(_field(voice, name, form.get(name, ""), wrong.get(name)) for name in FIELDS),
            send=voice.say("send"),
        )
        return Response.html(voice.page(voice.say("title"), body, brand="bank"), 422 if wrong else 200)

    def _send(self, request: Request) -> Response:
        movement, wrong = read(request.form)
        if movement is None:
            return self._form(request, request.form, wrong)
        with self._host.store.write() as db:
            reference = book.post(db, movement, at=time.time())
        return Response.redirect(f"/bank/sent/{reference}{_language(request)}")

    def _sent(self, request: Request) -> Response:
        with self._host.store.read() as db:
            row = _entry(db, request.params["reference"])
        if row is None:
            return Response(404, b"Not Found\n")
        voice = self._voice(request)
        amount = voice.money(book.major(row["amount"], row["currency"]), row["currency"])
        words = {"amount": amount, "beneficiary": self._host.merchant, "reference": row["remittance"]}
        body = _SENT.substitute(
            logo=voice.say("logo"),
            title=voice.say("sent_title"),
            text=voice.say("sent_text", **words),
            booked=row["bank_reference"],
            again=voice.say("again"),
            query=_language(request),
        )
        return Response.html(voice.page(voice.say("sent_title"), body, brand="bank"))


def _entry(db: sqlite3.Connection, reference: str) -> sqlite3.Row | None:
    sql = "SELECT * FROM bank_entries WHERE bank_reference = ? AND kind = 'transfer'"
    found: sqlite3.Row | None = db.execute(sql, (reference,)).fetchone()
    return found


def _language(request: Request) -> str:
    asked = request.query.get("lang", "")
    return f"?lang={asked}" if asked in TEXTS else ""


def _field(voice: Voice, name: str, value: str, problem: str | None) -> str:
    notes, described = "", []
    if f"{name}_hint" in TEXTS["en"]:
        notes += f'<small id="{name}-hint">{voice.say(f"{name}_hint")}</small>\n'
        described.append(f"{name}-hint")
    if problem:
        notes += f'<small class="error" id="{name}-error">{voice.say(problem)}</small>\n'
        described.append(f"{name}-error")
    attributes = ' dir="ltr" spellcheck="false"' if name in ("iban", "amount", "sender_iban") else ""
    attributes += ' inputmode="decimal"' if name == "amount" else ""
    attributes += ' aria-invalid="true"' if problem else ""
    attributes += f' aria-describedby="{" ".join(described)}"' if described else ""
    return _FIELD.substitute(name=name, label=voice.say(name), value=escape(value), attributes=attributes, notes=notes)
