"""A shopper that is a program: the storefront's API by the test client."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

ROOT = "/api/v1/storefront"
ADDRESS = {
    "name": "Jana Müller",
    "street_address": "Torstraße 1",
    "city": "Berlin",
    "postal_code": "10119",
    "phone": "030 12345678",
}


class Shopper:
    """Calls the storefront's API as a guest, or with a token; remembers the cart's token."""

    def __init__(self, token: str = "", place: str = "country=DE&language=de&currency=EUR") -> None:
        self.client = Client(headers={"Host": settings.MARKETPLACE_HOST})
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.place = place

    def call(self, method: str, path: str, body: Any = None, *, expect: int | None = 200, **headers: str) -> Any:
        """An answer; its problem in words where it is not the expected one."""
        mark = "&" if "?" in path else "?"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = getattr(self.client, method)(
            f"{ROOT}{path}{mark}{self.place}",
            headers={**self.headers, **named},
            **({"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}),
        )
        assert expect is None or answer.status_code == expect, answer.content.decode()
        return answer

    def get(self, path: str, **more: Any) -> Any:
        return self.call("get", path, **more).json()

    def fill(self, *variants: str, quantity: int = 2) -> dict[str, Any]:
        """A cart of these variants."""
        lines = [{"variant_id": variant, "quantity": quantity} for variant in variants]
        cart = self.call("post", "/carts", {"lines": lines}, expect=201).json()
        if cart["token"]:
            self.headers["Cart-Token"] = cart["token"]
        return cart

    def ready(self, cart: dict[str, Any]) -> dict[str, Any]:
        """A checkout with address and delivery filled in."""
        made = self.call("post", "/checkouts", {"cart_id": cart["id"]}, expect=201)
        path = f"/checkouts/{made.json()['id']}"
        addressed = self.call(
            "put", f"{path}/address", {"email": "jana@example.org", "address": ADDRESS}, If_Match=made["ETag"]
        )
        choices = [
            {"consignment": one["key"], "service": one["services"][0]["code"]}
            for one in addressed.json()["consignments"]
        ]
        return self.call("put", f"{path}/delivery", {"choices": choices}, If_Match=addressed["ETag"]).json()

    def pay(self, checkout: dict[str, Any], *, key: str = "", expect: int | None = 201, **more: Any) -> Any:
        """Place it; the answer with what the buyer does next. `more` are further members of the body."""
        return self.call(
            "post",
            f"/checkouts/{checkout['id']}/payment",
            {"return_url": "https://app.example/back", **more},
            expect=expect,
            If_Match=f'"{checkout["version"]}"',
            Idempotency_Key=key or uuid4().hex,
        )

    def confirm(self, checkout: dict[str, Any]) -> dict[str, Any]:
        return self.call("post", f"/checkouts/{checkout['id']}/confirmation").json()
