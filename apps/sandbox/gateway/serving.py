"""Stripe's HTTP manners: keys, idempotency, expansion, errors · sandbox gateway · no schema."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.base.store import Store
from apps.sandbox.gateway import expansion, form
from apps.sandbox.gateway.api import Call, Endpoint, Site
from apps.sandbox.gateway.errors import GatewayError, InvalidParameter, Unauthorized
from apps.sandbox.gateway.idempotency import Keys
from apps.sandbox.gateway.params import items, parse, text
from apps.sandbox.gateway.work import Document, Work, new_id


class Serving:
    """Turns the table of endpoints into handlers."""

    def __init__(self, store: Store, site: Site, *, secret_key: str, announce: Callable[[Work], None]) -> None:
        self._store = store
        self._site = site
        self._secret_key = secret_key
        self._announce = announce
        self._keys = Keys(store)

    def handler(self, endpoint: Endpoint) -> Handler:
        """What answers an endpoint's requests."""

        def handle(request: Request) -> Response:
            try:
                self._authenticate(request)
                raw = form.decode(request.query_string if request.method != "POST" else request.body.decode("utf-8"))
                expand = items(text())(raw.pop("expand", {}), "expand")
                response = self._run(endpoint, request, raw, expand)
            except GatewayError as error:
                return self.refuse(request, error)
            except UnicodeDecodeError:
                return self.refuse(request, InvalidParameter("The request body is not UTF-8."))
            return _headed(request, response)

        return handle

    def refuse(self, request: Request, error: GatewayError) -> Response:
        """An error as Stripe answers it."""
        return _headed(request, Response(error.status, encoded(error.body)))

    def _authenticate(self, request: Request) -> None:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                value = base64.b64decode(value).decode().partition(":")[0]
            except ValueError:
                value = ""
        if not value:
            raise Unauthorized("You did not provide an API key. Use it as a Bearer token in the Authorization header.")
        if not secrets.compare_digest(value.strip().encode(), self._secret_key.encode()):
            hidden = f"{value[:8]}{'*' * 8}{value[-4:]}" if len(value) > 16 else "*" * 8
            raise Unauthorized(f"Invalid API Key provided: {hidden}")

    def _run(self, endpoint: Endpoint, request: Request, raw: dict[str, Any], expand: list[str]) -> Response:
        params = parse(raw, endpoint.schema)
        if request.method == "GET":
            fault_rules.delay(request.faults)
            with self._store.read() as db:
                body = self._body(endpoint, opened(db, request), request, params, expand)
            return Response(200, body)
        key = _key(request)
        earlier = self._keys.begin(key, request) if key is not None else None
        return earlier or self._write(endpoint, request, params, expand, key)

    def _write(
        self, endpoint: Endpoint, request: Request, params: dict[str, Any], expand: list[str], key: str | None
    ) -> Response:
        try:
            fault_rules.delay(request.faults)
            with self._store.write() as db:
                work = opened(db, request)
                try:
                    status, body = 200, self._body(endpoint, work, request, params, expand)
                except GatewayError as error:
                    if not error.keeps_writes:
                        raise
                    status, body = error.status, encoded(error.body)
                Keys.finish(work, status, body)
        except GatewayError as error:
            if not error.is_replayed:
                self._keys.release(key)
                raise
            status, body = error.status, encoded(error.body)
            self._keys.keep(key, status, body)
            return Response(status, body)
        except Exception:
            self._keys.release(key)
            raise
        self._announce(work)
        return Response(status, body)

    def _body(
        self, endpoint: Endpoint, work: Work, request: Request, params: dict[str, Any], expand: list[str]
    ) -> bytes:
        document: Document = endpoint.run(Call(work, self._site, params, request.params))
        return encoded(expansion.render(work, document, expand))


def opened(db: Any, request: Request) -> Work:
    """A unit of work for a request."""
    return Work(
        db,
        int(time.time()),
        request_id=new_id("req_"),
        idempotency_key=_key(request),
        api_version=request.headers.get("stripe-version", ""),
    )


def encoded(document: Document) -> bytes:
    """A document as it goes over the wire."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _headed(request: Request, response: Response) -> Response:
    response.headers |= {"Content-Type": "application/json", "Request-Id": new_id("req_")}
    for name in ("Stripe-Version", "Idempotency-Key"):
        if name.lower() in request.headers:
            response.headers[name] = request.headers[name.lower()]
    if "Idempotent-Replayed" not in response.headers and response.status == 409:
        response.headers["Stripe-Should-Retry"] = "true"
    return response


def _key(request: Request) -> str | None:
    """The idempotency key, if the method takes one."""
    return request.headers.get("idempotency-key") or None if request.method == "POST" else None
