"""The whole story, played against a running demo through pages and forms alone.

A guest in Germany fills one cart from a Chinese and a British maker, sees what it
costs at the door, pays with a card that wants 3-D Secure, and gets two orders. Each
maker confirms, packs, prints a label and hands over; the guest follows both parcels
to the door and writes a review; staff read the trial balance. Imports nothing of
the marketplace. Exit status 0: everything was as it should be.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).resolve().parent))

import authenticator
import requests
from browser import Browser, JourneyFailed, Page, dial_localhost

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("PORTOLAN_STATE", ROOT / ".local"))
PORT = os.environ.get("PORT") or "8000"
HOST = os.environ.get("MARKETPLACE_HOST") or "portolan.localhost"
SHOP = f"http://{HOST}:{PORT}"
MAKERS = ("longquan-kilns", "hallam-edge")
THREE_D_SECURE_CARD = "4000 0025 0000 3155"
PATIENCE_S = int(os.environ.get("JOURNEY_PATIENCE_S", "420"))
_AMOUNT = re.compile(r"(\d[\d.\u00a0\u202f ]*,\d{2})\s*€")


@dataclass
class Story:
    """What has happened so far."""

    guest: Browser
    cart_total: str = ""
    paid_total: str = ""
    purchase: str = ""
    follow: str = ""
    orders: list[str] = field(default_factory=list)
    tracking: list[str] = field(default_factory=list)
    review: str = ""


def main() -> int:
    """Play the story; 0 if it ends well."""
    dial_localhost()
    story = Story(Browser(SHOP))
    steps: list[tuple[str, Callable[[Story], str]]] = [
        ("The shop answers in six languages", languages),
        ("A guest in Germany fills a cart from two makers", fill_cart),
        ("The cart says what it costs at the door", landed_cost),
        ("Address and delivery", address_and_delivery),
        ("The guest pays with 3-D Secure", pay),
        ("Both makers have an order", orders_arrive),
        *[(f"{maker} confirms, packs, labels and hands over", _shipper(maker)) for maker in MAKERS],
        ("Both parcels reach the door", delivered),
        ("The guest writes a review, and it shows", review),
        ("Staff read the trial balance", trial_balance),
    ]
    started = time.monotonic()
    for number, (title, step) in enumerate(steps, start=1):
        began = time.monotonic()
        print(f"{number:>2}. {title} …", flush=True)
        try:
            figures = step(story)
        except (JourneyFailed, requests.RequestException) as failure:
            print(f"    FAILED after {time.monotonic() - began:.1f} s: {failure}")
            return 1
        print(f"    {figures}  [{time.monotonic() - began:.1f} s]", flush=True)
    print(f"The journey is complete: {story.purchase}, {time.monotonic() - started:.0f} s.")
    return 0


def languages(story: Story) -> str:
    """Six home pages, each in its language, none with a cookie."""
    seen = []
    for prefix, lang in (("en-gb", "en"), ("zh-hans-cn", "zh-Hans"), ("de-de", "de"), ("fr-fr", "fr"), ("ja-jp", "ja"),
                         ("ar-ae", "ar")):  # fmt: skip
        visitor = Browser(SHOP)
        page = visitor.open(f"/{prefix}/")
        expect(f'lang="{lang}"' in page.html, f"/{prefix}/ is not marked as {lang}")
        expect(('dir="rtl"' in page.html) == (lang == "ar"), f"/{prefix}/ runs in the wrong direction")
        expect(not visitor.session.cookies, f"/{prefix}/ sets a cookie on a visitor who did nothing")
        seen.append(lang)
    return ", ".join(seen)


def fill_cart(story: Story) -> str:
    """One product of each maker, found on its own page; dearer, and a first purchase by express is asked for more."""
    titles = []
    for maker, pieces in zip(MAKERS, ("1", "2"), strict=True):
        shelf = story.guest.open(f"/de-de/maker/{maker}/")
        product = story.guest.open(shelf.link("/de-de/product/"))
        form = product.form(action="/cart/add/")
        story.guest.submit(product, form, quantity=pieces)
        titles.append(product.title.split(" · ")[0].strip())
    return " + ".join(titles)


def landed_cost(story: Story) -> str:
    """The cart names shipping, duty and tax, and counts the unverified rules that it used."""
    cart = story.guest.open("/de-de/cart/")
    amounts = _AMOUNT.findall(cart.text)
    expect(len(amounts) >= 4, "the cart shows no amounts in euro")
    story.cart_total = _largest(amounts)
    charges = cart.html.count('<details class="why')
    unverified = cart.html.count('class="is-unverified"')
    return f"{story.cart_total} € at the door, {charges} explanations, {unverified} rules in use not yet verified"


def address_and_delivery(story: Story) -> str:
    """A German address, the fastest service for each parcel; the total changes only by that choice."""
    page = story.guest.open(story.guest.open("/de-de/cart/").link("/checkout/"))
    form = page.form(action="") if not page.forms else _form_with(page, "street_address")
    page = story.guest.submit(
        page,
        form,
        email=f"journey-{int(time.time())}@example.com",
        name="Käthe Ümlaut",
        street_address="Lange Straße 12",
        postal_code="10115",
        city="Berlin",
        phone="+49 30 901820",
    )
    form = page.form(action="/pay/")
    fastest = {name: "MX-EXP" for name, options in form.choices.items() if "MX-EXP" in options}
    expect(len(fastest) == 2, f"expected a choice for two parcels, found {len(fastest)}")
    page = story.guest.submit(page, form, **fastest)
    expect("/review/" in page.url, f"another delivery is paid unseen: {page.url}")
    story.guest.last = page  # type: ignore[attr-defined]
    return f"2 parcels by express, {_largest(_AMOUNT.findall(page.text))} € to pay"


def pay(story: Story) -> str:
    """To the provider's own page, through the bank's question, and back."""
    review_page: Page = story.guest.last  # type: ignore[attr-defined]
    form = review_page.form(action="/pay/")
    gateway = story.guest.submit(review_page, form)
    expect("/c/pay/" in gateway.url, f"not the provider's page: {gateway.url}")
    declined = story.guest.session.post(
        gateway.url,
        data={"card_number": "4000 0000 0000 0002", "expiry": "12 / 34", "cvc": "123", "name": "K Umlaut"},
        timeout=60,
    )
    expect(declined.status_code == 402, f"a declined card answers {declined.status_code}")
    card = _form_with(gateway, "card_number")
    challenge = story.guest.submit(
        gateway, card, card_number=THREE_D_SECURE_CARD, expiry="12 / 34", cvc="123", name="K Umlaut"
    )
    expect("/c/3ds/" in challenge.url, f"the bank does not ask: {challenge.url}")
    page = story.guest.submit(challenge, _form_with(challenge, "outcome"), outcome="complete")
    page = _until(lambda: story.guest.open(page.url), lambda p: "/done/" in p.url, "the purchase is not completed")
    story.follow = page.link("/track/")
    found = re.search(r"P-?\d{3,}", page.text)
    expect(found is not None, "the page of thanks names no purchase")
    story.purchase = found[0] if found else ""
    story.paid_total = _largest(_AMOUNT.findall(page.text))
    return f"declined once, then paid: {story.purchase}, {story.paid_total} €"


def orders_arrive(story: Story) -> str:
    """The guest's page shows two parts; each maker's list shows its own alone."""
    page = story.guest.open(story.follow)
    expect(page.html.count('class="parcel panel') == 2, "the purchase does not show two parts")
    for maker in MAKERS:
        listed = _back_office(maker).open(f"/dashboard/orders/?q={story.purchase}")
        links = [address for address, _ in listed.links if re.search(r"/orders/[0-9a-f-]{36}/$", address)]
        expect(len(set(links)) == 1, f"{maker} sees {len(set(links))} orders of {story.purchase}")
        story.orders.append(urljoin(listed.url, links[0]))
    stranger = _back_office(MAKERS[0])
    other = story.orders[1].replace(f"//{MAKERS[1]}.", f"//{MAKERS[0]}.")
    answer = stranger.session.get(other, timeout=60)
    expect(answer.status_code == 404, f"a maker opens another maker's order: {answer.status_code}")
    return "2 orders, neither maker can open the other's"


def _shipper(maker: str) -> Callable[[Story], str]:
    def ship(story: Story) -> str:
        team = _back_office(maker)
        address = story.orders[MAKERS.index(maker)]
        page = team.open(address)
        page = team.submit(page, page.form(action="/confirm/"))
        page = team.submit(page, page.form(action="/pack/"))
        page = team.submit(page, page.form(action="/label/"))
        label = team.fetch(page.link("/label.pdf"))
        expect(label.content.startswith(b"%PDF"), "the label is no PDF")
        page = team.submit(page, page.form(action="/hand-over/"))
        numbers = sorted(set(re.findall(r"\b[A-Z]{2}\d{9}[A-Z]{2}\b", page.text)))
        expect(bool(numbers), "no tracking number on the order's page")
        expect(all(_is_s10(number) for number in numbers), f"wrong check digit: {numbers}")
        story.tracking += numbers
        return f"label of {len(label.content) / 1000:.1f} kB, tracking {', '.join(numbers)}"

    return ship


def delivered(story: Story) -> str:
    """The guest looks again and again until both parcels are there; customs shows on the way."""

    def arrived(page: Page) -> bool:
        return page.html.count("review/") >= 2

    page = _until(lambda: story.guest.open(story.follow), arrived, "the parcels did not arrive", every_s=3)
    scans = page.html.count('class="is-done"') + page.html.count('class="is-now"')
    story.review = page.link("/review/")
    return f"{scans} steps on the timelines of {len(story.tracking)} parcels"


def review(story: Story) -> str:
    """Possible only now; on the product's page within two seconds."""
    page = story.guest.open(story.review)
    words = f"Arrived whole, {story.purchase}"
    product = story.guest.submit(
        page, _form_with(page, "stars"), stars="5", title=words, text="Better than the picture.", name="Käthe"
    )
    began = time.monotonic()
    _until(lambda: story.guest.open(product.url), lambda p: words in p.text, "the review does not show", every_s=0.2,
           patience_s=15)  # fmt: skip
    took = time.monotonic() - began
    expect(took <= 2.5, f"the review took {took:.1f} s to show")
    return f"“{words}” shows after {took:.1f} s"


def trial_balance(story: Story) -> str:
    """Debits equal credits in every currency, on the page that staff see."""
    staff = Browser(SHOP)
    log_in(staff, "/admin/account/login/", _person(lambda role: role == "staff (super)"))
    page = staff.open("/admin/ledger/account/trial-balance/")
    rows = re.findall(
        r'data-currency="([A-Z]{3})".*?data-debit="(-?[\d.]+)".*?data-credit="(-?[\d.]+)"', page.html, re.S
    )
    expect(bool(rows), "the trial balance has no rows")
    for currency, debit, credit in rows:
        expect(Decimal(debit) == Decimal(credit), f"{currency}: {debit} is not {credit}")
    return "; ".join(f"{currency} {debit} = {credit}" for currency, debit, credit in rows)


def log_in(browser: Browser, address: str, person: dict[str, str]) -> None:
    """E-mail, password, and the authenticator's code."""
    page = browser.open(address)
    page = browser.submit(page, _form_with(page, "password"), login=person["email"], password=person["password"])
    if person["totp_secret"]:
        form = _form_with(page, "code")
        page = browser.submit(page, form, code=authenticator.code(person["totp_secret"]))
    expect("/account/" not in page.url, f"{person['email']} could not log in: {page.text[:300]}")


_offices: dict[str, Browser] = {}


def _back_office(maker: str) -> Browser:
    if maker not in _offices:
        browser = Browser(f"http://{maker}.{HOST}:{PORT}")
        person = next(p for p in _people() if f"//{maker}." in p["url"])
        log_in(browser, "/dashboard/account/login/", person)
        _offices[maker] = browser
    return _offices[maker]


def _people() -> list[dict[str, str]]:
    file = STATE / "demo-logins.json"
    if not file.exists():
        raise JourneyFailed(f"{file} is not there: start the demo first with `make demo`.")
    return list(json.loads(file.read_text()))


def _person(wanted: Callable[[str], bool]) -> dict[str, str]:
    found = next((person for person in _people() if wanted(person["role"])), None)
    if found is None:
        raise JourneyFailed("the demo printed no such log-in")
    return found


def _form_with(page: Page, name: str) -> object:
    if (form := page.form_with(name)) is not None:
        return form
    raise JourneyFailed(f"{page.url} has no form with the field {name!r}: {page.text[:300]}")


def _until(
    look: Callable[[], Page],
    is_so: Callable[[Page], bool],
    problem: str,
    *,
    every_s: float = 1.0,
    patience_s: float = PATIENCE_S,
) -> Page:
    """Look again until it is so.

    Raises:
        JourneyFailed: it was not so in time.
    """
    deadline = time.monotonic() + patience_s
    while True:
        page = look()
        if is_so(page):
            return page
        if time.monotonic() > deadline:
            raise JourneyFailed(f"{problem} within {patience_s:.0f} s ({page.url}): {page.text[:400]}")
        time.sleep(every_s)


def _is_s10(number: str) -> bool:
    """UPU S10: weights 8 6 4 2 3 5 9 7, eleven minus the remainder; ten is 0, eleven is 5."""
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    check = 11 - total % 11
    return int(number[10]) == (0 if check == 10 else 5 if check == 11 else check)


def _largest(amounts: list[str]) -> str:
    return max(amounts, key=lambda text: Decimal(re.sub(r"[^\d,]", "", text).replace(",", ".")), default="")


def expect(is_so: bool, problem: str) -> None:
    """Go on only if it is so.

    Raises:
        JourneyFailed: saying what is wrong.
    """
    if not is_so:
        raise JourneyFailed(problem)


if __name__ == "__main__":
    sys.exit(main())
