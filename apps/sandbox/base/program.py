"""The shell of a sandbox program: health, control routes, faults, errors, log line · sandbox · no schema."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.faults import Fault, FaultError, Faults
from apps.sandbox.base.http import Handler, Hangup, Request, Response, Router


class Program:
    """A WSGI callable. Subclasses register routes and answer errors in their own dialect."""

    call_kinds = fault_rules.CALL_KINDS

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.routes = Router()
        self.requests: Counter[str] = Counter()
        self._lock = Lock()
        self.routes.add("GET", "/healthz", lambda request: Response.json({"status": "ok"}))
        for method in ("POST", "GET", "DELETE"):
            self.routes.add(method, "/_sandbox/faults", self.control)
        self.routes.add("GET", "/_sandbox/state", lambda request: Response.json(self.state()))
        self.routes.add("DELETE", "/_sandbox/state", self._reset)

    def state(self) -> dict[str, Any]:
        """Counts for tests."""
        with self._lock:
            return {"requests": dict(self.requests), "faults": len(self.faults.armed())}

    def forget(self) -> None:
        """Drop all state but keys and settings; subclasses that hold any do so here."""

    def _reset(self, request: Request) -> Response:
        self.forget()
        self.faults.clear()
        with self._lock:
            self.requests.clear()
        return Response(204)

    def arm(self, order: dict[str, Any]) -> dict[str, Any]:
        """Arm a fault. Raises FaultError where the order makes no sense."""
        return self.faults.arm(order)

    def control(self, request: Request) -> Response:
        """The `/_sandbox/faults` resource: POST arms, GET lists, DELETE clears."""
        if request.method == "GET":
            return Response.json({"faults": self.faults.armed()})
        if request.method == "DELETE":
            self.faults.clear()
            return Response(204)
        try:
            order = json.loads(request.body)
            if not isinstance(order, dict):
                raise FaultError("send a JSON object")
            return Response.json(self.arm(order), 201)
        except ValueError as error:
            return Response.json({"error": str(error)}, 422)

    def not_found(self, request: Request) -> Response:
        """Answer for a path that does not exist."""
        return Response.json({"error": {"code": "not_found", "message": f"No {request.path} here."}}, 404)

    def broken(self, request: Request) -> Response:
        """Answer when the program itself has failed."""
        return Response.json({"error": {"code": "internal", "message": "The sandbox failed; see its log."}}, 500)

    def act(self, handler: Handler, request: Request, faults: list[Fault]) -> Response:
        """Wait where a fault says so and run the handler; subclasses may alter the answer here."""
        fault_rules.delay(faults)
        return handler(request)

    def subject(self, request: Request) -> str:
        """What faults match of a request."""
        return f"{request.method} {request.path}"

    def close(self) -> None:
        """Stop workers and release files."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI entry."""
        started = time.monotonic()
        request = Request.from_environ(environ)
        try:
            response = self._answer(request)
        except Hangup as hangup:
            self._log(request, "---", started, str(hangup))
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            response = self.broken(request)
        self._log(request, str(response.status), started, response.headers.get("Request-Id", ""))
        return response.send(start_response)

    def _answer(self, request: Request) -> Response:
        handler = self.routes.find(request)
        subject = self.subject(request)
        with self._lock:
            self.requests[request.route or f"{request.method} unknown"] += 1
        if handler is None:
            return self.not_found(request)
        if request.path.startswith("/_sandbox/"):
            return handler(request) if request.is_loopback else Response(403, b"loopback only\n")
        if request.path == "/healthz":
            return handler(request)
        faults = self.faults.take(self.call_kinds, subject)
        refusal = fault_rules.refusal(faults)
        if refusal is not None:
            return refusal
        response = self.act(handler, request, faults)
        fault_rules.after_acting(faults)
        return response

    @staticmethod
    def _log(request: Request, status: str, started: float, note: str) -> None:
        took_ms = (time.monotonic() - started) * 1000
        print(f"{request.method} {request.path} {status} {took_ms:.1f} ms {note}".rstrip(), flush=True)
