"""One person's visit, from an empty cart to the page of thanks, through whatever breaks on the way.

Like people: a page that fails is opened again, a form that got no answer is sent again as it was, and when nothing
helps one comes back to the last address.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urljoin

import requests

from tests.chaos.people import Manner, Method, Person
from tests.chaos.transfers import send
from tests.journey.browser import Browser, Form, JourneyFailed, Page, Refused

_SHORT_S, _LONG_S = 0.6, 3.0
_RESENDS = 3
_SESSION = re.compile(r"/checkout/([0-9a-f-]{36})/")
_NUMBER = re.compile(r"P-\d{4,}")
_AGE = "confirmed_age"


class Outcome(StrEnum):
    """How a visit ended, as the person would tell it."""

    THANKED = "thanked"
    LEFT_PAID = "left after paying"
    LEFT = "left without paying"
    DECLINED = "card declined"
    SOLD_OUT = "sold out"
    GAVE_UP = "gave up"


@dataclass
class Visit:
    """What came of a person's visit. `session` and `purchase` as the pages named them; `troubles` were seen."""

    email: str
    manner: Manner
    method: Method
    outcome: Outcome = Outcome.GAVE_UP
    session: str = ""
    purchase: str = ""
    troubles: int = 0
    seconds: float = 0.0
    note: str = ""


class PatienceOver(Exception):
    """The person has had enough."""


class Shopper:
    """A person with a browser. `shelf` are addresses of products, without the locale; `bank` is the buyer's own."""

    def __init__(self, person: Person, shelf: Sequence[str], *, shop: str, bank: str, patience_s: float) -> None:
        self.person = person
        self.browser = Browser(shop)
        self.dice = random.Random(person.number)
        self.until = time.monotonic() + patience_s
        self.visit = Visit(person.email, person.manner, Method.CARD)
        self._bank_address = bank
        self._basket = [(shelf[place], pieces) for place, pieces in person.basket]
        self._prefix = f"/{person.home.prefix}"
        self._here = self._scanned = f"{self._prefix}/cart/"
        self._is_paid = self._was_declined = self._went_back = self._has_chosen = self._has_shown_card = False

    def shop(self) -> Visit:
        """Go through with it; never raises but for programming errors."""
        began = time.monotonic()
        try:
            self.visit.outcome = self._check_out() if self._fill_cart() else Outcome.SOLD_OUT
        except PatienceOver as over:
            self.visit.note = str(over)
        self.visit.seconds = time.monotonic() - began
        self.browser.session.close()
        return self.visit

    def _fill_cart(self) -> int:
        filled = 0
        for product, pieces in self._basket:
            page = self._open(f"{self._prefix}{product}")
            form = page.form_with("variant")
            while form is not None:
                try:
                    self.browser.submit(page, form, quantity=str(pieces))
                    filled += 1
                    break
                except Refused as refused:
                    if refused.page.status < 500:
                        break  # not so many left
                    self._trouble(refused)
                except requests.RequestException as failure:
                    self._trouble(failure)
        return filled

    def _check_out(self) -> Outcome:
        page = self._open(self._here)
        while True:
            try:
                answer = self._act(page)
            except (requests.RequestException, JourneyFailed) as failure:
                self._trouble(failure)
                answer = self._open(self._here)
            if isinstance(answer, Outcome):
                return answer
            page = answer

    def _act(self, page: Page) -> Page | Outcome:
        """Do what the page asks for."""
        if found := _SESSION.search(page.url):
            self.visit.session = found[1]
        self._here = page.url
        for part, step in (
            ("/c/pay/", self._card), ("/c/3ds/", self._bank), ("/alipay/", self._app), ("/wechat/", self._app),
            ("/done/", self._thanks), ("/return/", self._back),
            ("/review/", self._review), ("/address/", self._address),
            ("/cart/", self._cart), ("/checkout/", self._address),
        ):  # fmt: skip
            if part in page.url:
                return step(page)
        raise JourneyFailed(f"a page that nobody knows: {page.url}")

    def _cart(self, page: Page) -> Page | Outcome:
        if any(address.endswith("/checkout/") for address, _ in page.links):
            return self.browser.open(page.link("/checkout/"))
        return Outcome.SOLD_OUT

    def _address(self, page: Page) -> Page:
        form = _form(page, "street_address")
        typed = {"email": self.person.email, "name": "Käthe Ümlaut", **self.person.home.address}
        return self.browser.submit(page, form, **typed)

    def _review(self, page: Page) -> Page | Outcome:
        form = next((form for form in page.forms if form.action.endswith("/pay/")), None)
        if form is None:
            return Outcome.SOLD_OUT
        if self.person.gift_card and not self._has_shown_card:
            return self._gift_card(page)
        if _AGE in form.choices:
            form = replace(form, values={**form.values, _AGE: form.choices[_AGE][0]})
        if self._has_chosen:
            return self._press(page, form)
        self._has_chosen = True
        services = {name: self.dice.choice(options) for name, options in form.choices.items() if name != "method"}
        if self.person.method in form.choices.get("method", ()):
            services["method"] = self.visit.method = self.person.method
        return self._press(page, replace(form, values={**form.values, **services}))

    def _gift_card(self, page: Page) -> Page:
        """Have a gift card pay first; one that somebody else has used by now is refused, and the rest pays."""
        self._has_shown_card = True
        review = page.url
        entering = self.browser.open(page.link("/credit/"))
        try:
            return self.browser.submit(entering, _form(entering, "code"), code=self.person.gift_card)
        except Refused as refused:
            if refused.page.status >= 500:
                raise
            return self._open(review)

    def _press(self, page: Page, form: Form) -> Page:
        """Press «pay»; send it again where no answer comes, and a second time where one is in a hurry."""
        for resend in range(_RESENDS):
            try:
                answer = self.browser.submit(page, form)
                break
            except (requests.RequestException, Refused) as failure:
                if resend == _RESENDS - 1:
                    raise
                self._trouble(failure)
        return self.browser.submit(page, form) if self.person.presses_twice else answer

    def _card(self, page: Page) -> Page | Outcome:
        manner, form = self.person.manner, _form(page, "card_number")
        if manner is Manner.LEAVES:
            return Outcome.LEFT
        if manner is Manner.CANCELS and not self._went_back:
            self._went_back = True
            return self.browser.open(page.link("/return/"))
        if manner in (Manner.DECLINED, Manner.DECLINED_FIRST) and not self._was_declined:
            return self._declined(page, form)
        typed = {"card_number": self.person.card, "expiry": "12 / 34", "cvc": "123", "name": "K Umlaut"}
        if manner is Manner.PAYS_AND_LEAVES:
            return self._send_and_leave(page, form, typed)
        answer = self.browser.submit(page, form, **typed)
        self._is_paid = "/c/" not in answer.url
        return answer

    def _declined(self, page: Page, form: Form) -> Page | Outcome:
        try:
            self.browser.submit(page, form, card_number=self.person.bad_card, expiry="12 / 34", cvc="123", name="K U")
        except Refused as refused:
            if refused.page.status != 402:
                raise
        self._was_declined = True
        return Outcome.DECLINED if self.person.manner is Manner.DECLINED else self.browser.open(page.url)

    def _send_and_leave(self, page: Page, form: Form, typed: dict[str, str]) -> Page | Outcome:
        """Send it, and do not go where the answer leads once it leads back to the shop."""
        target = urljoin(page.url, form.action or page.url)
        answer = self.browser.session.post(
            target, data={**form.values, **typed}, allow_redirects=False, timeout=60,
            headers={"Sec-Fetch-Site": "same-origin", "Referer": page.url},
        )  # fmt: skip
        if answer.status_code != 303:
            raise JourneyFailed(f"the provider answers {answer.status_code}")
        leads_to = urljoin(page.url, answer.headers["Location"])
        return self.browser.open(leads_to) if "/c/" in leads_to else Outcome.LEFT_PAID

    def _bank(self, page: Page) -> Page | Outcome:
        form = _form(page, "outcome")
        if self.person.manner is Manner.FAILS_3DS and not self._was_declined:
            self._was_declined = True
            return self.browser.submit(page, form, outcome="fail")
        if self.person.manner is Manner.PAYS_AND_LEAVES:
            return self._send_and_leave(page, form, {"outcome": "complete"})
        answer = self.browser.submit(page, form, outcome="complete")
        self._is_paid = True
        return answer

    def _scan(self, page: Page) -> Page:
        """Open the code on this device, in the provider's app. Left unpaid it would be waited for longer than a run."""
        self._scanned = page.url
        return self.browser.open(page.link(f"/{self.visit.method.removesuffix('_pay')}/"))

    def _app(self, page: Page) -> Page | Outcome:
        """Confirm it there; the shop's page goes on by itself."""
        form = next((form for form in page.forms if "outcome" in form.choices), None)
        if form is not None:
            self.browser.submit(page, form, outcome="pay")
        self._is_paid = True
        if self.person.manner is Manner.PAYS_AND_LEAVES:
            return Outcome.LEFT_PAID
        return self.browser.open(self._scanned)

    def _transfer(self, page: Page) -> Outcome:
        """Send the money from one's own bank and close the page: it takes days."""
        facts = dict(re.findall(r'id="copy-([a-z]+)" value="([^"]*)"', page.html))
        while not send(self._bank_address, facts):
            self._pause(_SHORT_S, _LONG_S)
        return Outcome.LEFT_PAID

    def _back(self, page: Page) -> Page | Outcome:
        """Back from the provider: it worked, it did not, or nobody knows yet."""
        if 'id="copy-reference"' in page.html:
            return self._transfer(page)
        if "scan__code" in page.html and not self._is_paid:
            return self._scan(page)
        form = page.form(action="/pay/") if not self._is_paid or "notice--error" in page.html else None
        if form is None:
            self._pause(_SHORT_S, _LONG_S)
            return self.browser.open(page.url)
        if "notice--error" in page.html:
            if self.person.manner is Manner.CANCELS and self.dice.random() < 0.5:
                return self.browser.submit(page, page.form(action="/back/"))
            return self._press(page, form)
        return self._press(page, form)

    def _thanks(self, page: Page) -> Outcome:
        """Keep the number, and look at the order once more, as one does."""
        found = _NUMBER.search(page.text)
        if found is None:
            raise JourneyFailed("the page of thanks names no purchase")
        self.visit.purchase = found[0]
        follow = self._open(page.link("/track/"))
        if self.visit.purchase not in follow.text:
            self.visit.note = f"the order's page does not name {self.visit.purchase}"
        return Outcome.THANKED

    def _open(self, address: str) -> Page:
        """Open a page, again and again while it fails. One that is gone leads back to the shop."""
        while True:
            try:
                return self.browser.open(address)
            except Refused as refused:
                self._trouble(refused)
                if refused.page.status in (404, 410) and self.visit.session:
                    address = f"{self._prefix}/checkout/{self.visit.session}/return/"
            except requests.RequestException as failure:
                self._trouble(failure)

    def _trouble(self, failure: Exception) -> None:
        self.visit.troubles += 1
        self.visit.note = " ".join(str(failure).split())[:300]
        self._pause(_SHORT_S, _LONG_S)

    def _pause(self, shortest_s: float, longest_s: float) -> None:
        if time.monotonic() > self.until:
            raise PatienceOver(self.visit.note)
        time.sleep(self.dice.uniform(shortest_s, longest_s))


def _form(page: Page, name: str) -> Form:
    form = page.form_with(name)
    if form is None:
        raise JourneyFailed(f"{page.url} has no form with {name!r}: {page.text[:200]}")
    return form
