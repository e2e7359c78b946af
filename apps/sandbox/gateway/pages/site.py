"""Routes of the hosted pages · sandbox gateway · no schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.http import Request, Response
from apps.sandbox.gateway import checkout, intents
from apps.sandbox.gateway.errors import CardDeclined, GatewayError
from apps.sandbox.gateway.pages import markup
from apps.sandbox.gateway.pages.markup import Voice
from apps.sandbox.gateway.pages.texts import TEXTS, language
from apps.sandbox.gateway.work import Document, Work

if TYPE_CHECKING:
    from apps.sandbox.gateway.app import Gateway

STYLE = Path(__file__).parents[1] / "static" / "pay.css"


def register(gateway: Gateway) -> None:
    """Add the pages to the gateway's routes."""
    site = Site(gateway)
    gateway.routes.add("GET", "/static/pay.css", style)
    gateway.routes.add("GET", "/c/pay/<id>", site.show)
    gateway.routes.add("POST", "/c/pay/<id>", site.pay)
    gateway.routes.add("GET", "/c/3ds/<id>", site.challenge)
    gateway.routes.add("POST", "/c/3ds/<id>", site.answer)


def style(request: Request) -> Response:
    """The style sheet."""
    headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"}
    return Response(200, STYLE.read_bytes(), headers)


class Site:
    """The buyer's pages."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def _voice(self, request: Request, session: Document | None) -> Voice:
        locale = session["locale"] if session else None
        spoken = language(locale, request.headers.get("accept-language", ""))
        return Voice(spoken, self._gateway.settings.merchant)

    def _unknown(self, request: Request) -> Response:
        return Response.html(markup.notice(self._voice(request, None), "unknown_title", "unknown_text"), 404)

    def _closed(self, request: Request, session: Document) -> Response:
        voice = self._voice(request, session)
        return Response.html(markup.notice(voice, "closed_title", "closed_text", back=session["cancel_url"]), 410)

    def show(self, request: Request) -> Response:
        """The payment page, or where a paid buyer belongs."""
        fault_rules.delay(request.faults)
        with self._gateway.store.read() as db:
            work = self._gateway.work(db, request)
            session = work.find("checkout.session", request.params["id"])
            if session is None:
                return self._unknown(request)
            intent = work.find("payment_intent", session["payment_intent"] or "")
        problem = _problem(intent) if intent else None
        return self._settled(request, session, work) or self._page(request, session, problem=problem)

    def _settled(self, request: Request, session: Document, work: Work) -> Response | None:
        if session["status"] == "complete":
            return Response.redirect(checkout.success_url(session))
        if session["status"] == "expired" or session["expires_at"] <= work.now:
            return self._closed(request, session)
        return None

    def _page(
        self,
        request: Request,
        session: Document,
        *,
        wrong: dict[str, str] | None = None,
        problem: str | None = None,
        status: int = 200,
    ) -> Response:
        form = request.form if request.method == "POST" else {}
        voice = self._voice(request, session)
        text = markup.payment(voice, session, form=form, wrong=wrong or {}, problem="fix" if wrong else problem)
        return Response.html(text, status)

    def pay(self, request: Request) -> Response:
        """Take the buyer's card."""
        fault_rules.delay(request.faults)
        with self._gateway.store.write() as db:
            work = self._gateway.work(db, request)
            response = self._pay(request, work)
        self._gateway.announce(work)
        return response

    def _pay(self, request: Request, work: Work) -> Response:
        session = work.find("checkout.session", request.params["id"])
        if session is None:
            return self._unknown(request)
        settled = self._settled(request, session, work)
        if settled is not None:
            return settled
        wrong = checkout.check(request.form, session, now=work.now)
        if wrong:
            return self._page(request, session, wrong=wrong, status=422)
        site = self._gateway.site
        try:
            intent = checkout.pay(work, session, request.form, salt=site.salt, public_url=site.public_url)
        except CardDeclined as declined:
            return self._page(request, session, problem=_problem(declined.body["error"]["payment_intent"]), status=402)
        except GatewayError:
            return self._closed(request, session)
        if intent["status"] == "requires_action":
            return Response.redirect(f"/c/3ds/{intent['id']}")
        return Response.redirect(checkout.success_url(session))

    def challenge(self, request: Request) -> Response:
        """The bank's page."""
        fault_rules.delay(request.faults)
        with self._gateway.store.read() as db:
            work = self._gateway.work(db, request)
            intent = work.find("payment_intent", request.params["id"])
            if intent is None:
                return self._unknown(request)
            session = work.find("checkout.session", intent["_session"] or "")
            method = work.find("payment_method", intent["payment_method"] or "")
        if intent["status"] != "requires_action" or method is None:
            return self._onward(request, intent, session)
        return Response.html(markup.challenge(self._voice(request, session), intent, method["card"]["last4"]))

    def answer(self, request: Request) -> Response:
        """Take the buyer's answer to the challenge."""
        fault_rules.delay(request.faults)
        with self._gateway.store.write() as db:
            work = self._gateway.work(db, request)
            intent = work.find("payment_intent", request.params["id"])
            if intent is None:
                return self._unknown(request)
            try:
                intent = intents.authenticate(work, intent, passed=request.form.get("outcome") == "complete")
            except CardDeclined as declined:
                intent |= declined.body["error"]["payment_intent"]
            except GatewayError:
                pass
            session = work.find("checkout.session", intent["_session"] or "")
        self._gateway.announce(work)
        return self._onward(request, intent, session)

    def _onward(self, request: Request, intent: Document, session: Document | None) -> Response:
        """Where the buyer belongs once the challenge is answered."""
        if session is not None:
            paid = session["status"] == "complete"
            return Response.redirect(checkout.success_url(session) if paid else f"/c/pay/{session['id']}")
        if intent.get("_return_url"):
            return Response.redirect(str(intent["_return_url"]))
        return Response.html(markup.notice(self._voice(request, None), "done_title", "done_text"))


def _problem(intent: Document) -> str | None:
    """The text key of what went wrong last, or None."""
    error = intent.get("last_payment_error")
    if intent["status"] != "requires_payment_method" or not error:
        return None
    if error["code"] == "payment_intent_authentication_failure":
        return "authentication_failure"
    key = error.get("decline_code") or error["code"]
    return key if key in TEXTS["en"] else "generic_decline"
