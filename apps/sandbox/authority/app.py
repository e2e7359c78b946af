"""The authorities, started by file: `python apps/sandbox/authority/app.py` · sandbox · no schema."""

from __future__ import annotations

import hashlib
import hmac
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from apps.sandbox.authority import feed, json_feed, rates, vies
from apps.sandbox.authority.customs import notices
from apps.sandbox.authority.customs import schema as customs_schema
from apps.sandbox.authority.customs.course import JOB, PLAN_FAULTS, Course, Pace
from apps.sandbox.authority.customs.desk import Desk
from apps.sandbox.base import delivery, jobs, keys, server
from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.faults import Fault, Faults
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.base.program import Program
from apps.sandbox.base.store import Store

FRANKFURT = ZoneInfo("Europe/Berlin")
PUBLISHED_HOUR = 16
CALL_KINDS = vies.FAULTS | {"slow", "down", "malformed", "jump", "stale", "future", "refused", "timeout_after_acting"}
JSON_PATHS = ("/json/latest.json", "/json/fixer/latest", "/json/frankfurter/latest")
Day = tuple[date, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Settings:
    """`today` stops the calendar; None follows the clock. `key` opens the JSON feeds; an empty one none.

    `customs_key` and `customs_secret` are the declarant's; `callback_url` is where customs sends its notices, "" where
    they have to be asked for.
    """

    state: Path
    today: date | None = None
    seed: int = 1
    key: str = ""
    customs_key: str = "ck_test"
    customs_secret: str = "cs_test"
    callback_url: str = ""
    pace: Pace = field(default_factory=Pace)
    retry_base_s: float = 2.0


class Authority(Program):
    """Publishes reference rates, as the ECB and three providers of JSON do; takes declarations; knows VAT ids."""

    call_kinds = CALL_KINDS

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        schema = fault_rules.SCHEMA + jobs.SCHEMA + delivery.SCHEMA + customs_schema.SCHEMA
        self._store = Store(settings.state / "authority.sqlite3", schema)
        super().__init__(Faults(self._store, CALL_KINDS | PLAN_FAULTS | delivery.FAULT_KINDS))
        self._open_customs(settings)
        vies.add_to(self.routes)
        self.routes.add("GET", "/ecb/eurofxref-daily.xml", lambda request: Response())
        self.routes.add("GET", "/ecb/eurofxref-hist-90d.xml", lambda request: Response())
        for path in JSON_PATHS:
            self.routes.add("GET", path, lambda request: Response())

    def _open_customs(self, settings: Settings) -> None:
        channels = {notices.CHANNEL: notices.Channel(settings.customs_secret)}
        self._deliverer = delivery.Deliverer(self._store, self.faults, channels, retry_base_s=settings.retry_base_s)
        course = Course(self.faults, settings.pace, endpoint=settings.callback_url)
        self._jobs = jobs.Jobs(self._store, wake=self._deliverer.wake, sweep_s=3600)
        self._jobs.add(JOB, course.step)
        self._jobs.start()
        desk = Desk(
            self._store,
            course,
            key=settings.customs_key,
            secret=settings.customs_secret,
            wake=self._deliverer.wake,
        )
        desk.add_to(self.routes)

    def close(self) -> None:
        """Stop the workers and release the state file."""
        self._jobs.close()
        self._deliverer.close()
        self._store.close()

    def state(self) -> dict[str, Any]:
        """Counts for tests: declarations by state, notices by code, papers."""
        with self._store.read() as db:
            by_state = dict(db.execute("SELECT state, count(*) FROM declarations GROUP BY 1").fetchall())
            by_code = dict(db.execute("SELECT code, count(*) FROM notices GROUP BY 1").fetchall())
            papers = db.execute("SELECT count(*) FROM papers").fetchone()[0]
        return super().state() | {"declarations": by_state, "notices": by_code, "papers": papers}

    def forget(self) -> None:
        """Drop every declaration."""
        with self._store.write() as db:
            for table in ("declarations", "notices", "papers", "jobs", "deliveries"):
                db.execute(f"DELETE FROM {table}")

    def act(self, handler: Handler, request: Request, faults: list[Fault]) -> Response:
        """Render the feed as the armed faults spoil it, then answer conditionally."""
        fault_rules.delay(faults)
        if request.path.startswith("/customs/"):
            return handler(request)
        if request.path.startswith(vies.ROOT):
            return vies.refusal(faults) or handler(request)
        days = self._days(next((fault.number("days", 14) for fault in faults if fault.kind == "stale"), 0))
        for fault in faults:
            if fault.kind == "jump":
                days = _jumped(days, fault)
        newest = days[-1]
        if request.path in JSON_PATHS:
            return self._json(request, newest, {fault.kind for fault in faults})
        if request.path.endswith("daily.xml"):
            text = feed.daily(*newest)
        else:
            first = newest[0] - timedelta(days=90)
            text = feed.history(day for day in reversed(days) if day[0] >= first)
        if any(fault.kind == "malformed" for fault in faults):
            text = text[: len(text) // 2]
        return _conditional(request, text.encode(), _published_at(newest[0]))

    def _json(self, request: Request, newest: Day, spoilt: set[str]) -> Response:
        """The day's rates in the form of another provider, for who shows its key."""
        day, rates_of_day = newest
        published = _published_at(day)
        if "future" in spoilt:
            day, published = day + timedelta(days=9), published + timedelta(days=9)
        if request.path == JSON_PATHS[0]:
            is_known = self._is_key(request.headers.get("authorization", "").removeprefix("Token "))
            status, answer = json_feed.openexchangerates(
                published, rates_of_day, is_known=is_known and "refused" not in spoilt
            )
        elif request.path == JSON_PATHS[1]:
            is_known = self._is_key(request.query.get("access_key", ""))
            status, answer = json_feed.fixer(
                day, published, rates_of_day, is_known=is_known and "refused" not in spoilt
            )
        else:
            status, answer = 200, json_feed.frankfurter(day, rates_of_day)
        body = answer.encode()
        return Response(
            status, body[: len(body) // 2] if "malformed" in spoilt else body, {"Content-Type": "application/json"}
        )

    def _is_key(self, shown: str) -> bool:
        return bool(self._settings.key) and hmac.compare_digest(shown.encode(), self._settings.key.encode())

    def _days(self, older_by: float) -> list[Day]:
        today = self._settings.today or _newest_published(time.time())
        return list(rates.until(today - timedelta(days=int(older_by)), seed=self._settings.seed).items())


def _newest_published(now_s: float) -> date:
    now = datetime.fromtimestamp(now_s, FRANKFURT)
    return now.date() if now.hour >= PUBLISHED_HOUR else now.date() - timedelta(days=1)


def _published_at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, PUBLISHED_HOUR, tzinfo=FRANKFURT).astimezone(UTC)


def _jumped(days: list[Day], fault: Fault) -> list[Day]:
    currency, factor = (
        str(fault.options.get("currency", "USD")),
        1 + Decimal(str(fault.number("percent", 30))) / 100,
    )
    day, newest = days[-1]
    moved = {name: round(rate * factor, 4) if name == currency else rate for name, rate in newest.items()}
    return [*days[:-1], (day, moved)]


def _conditional(request: Request, body: bytes, modified_at: datetime) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified_at, usegmt=True),
        "Content-Type": "text/xml",
    }
    known = request.headers.get("if-none-match")
    if known is not None:
        unchanged = known.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in known.split(",")}
    else:
        unchanged = _not_modified_since(request.headers.get("if-modified-since"), modified_at)
    return Response(304, b"", headers) if unchanged else Response(200, body, headers)


def _not_modified_since(header: str | None, modified_at: datetime) -> bool:
    try:
        return header is not None and parsedate_to_datetime(header) >= modified_at
    except (TypeError, ValueError):
        return False


def create_app(settings: Settings) -> Authority:
    """The WSGI callable."""
    return Authority(settings)


def main() -> None:
    """Read the command line and serve."""
    parser = server.parser("authority", port=9103)
    parser.add_argument("--today", type=date.fromisoformat, help="stops the calendar (YYYY-MM-DD)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--key", help="opens the JSON feeds that ask for one")
    parser.add_argument("--customs-key")
    parser.add_argument("--customs-secret")
    parser.add_argument("--callback-url", default="", help="where customs sends its notices")
    parser.add_argument("--step-s", type=float, default=Pace.step_s, help="seconds between the steps of customs")
    parser.add_argument("--inspection-s", type=float, default=Pace.inspection_s, help="how long an inspection takes")
    parser.add_argument("--inspected", type=int, default=Pace.inspected, help="declarations in a hundred")
    parser.add_argument("--asked", type=int, default=Pace.asked, help="declarations in a hundred asked for papers")
    parser.add_argument("--retry-base-s", type=float, default=2.0)
    args = parser.parse_args()
    found = keys.resolve(
        args.state,
        {
            "rates_key": (args.key, "SANDBOX_AUTHORITY_KEY", "rk_test_"),
            "customs_key": (args.customs_key, "SANDBOX_CUSTOMS_KEY", "ck_test_"),
            "customs_secret": (args.customs_secret, "SANDBOX_CUSTOMS_SECRET", "cs_test_"),
        },
    )
    settings = Settings(
        state=args.state,
        today=args.today,
        seed=args.seed,
        key=found["rates_key"],
        customs_key=found["customs_key"],
        customs_secret=found["customs_secret"],
        callback_url=args.callback_url,
        pace=Pace(args.step_s, args.inspection_s, args.inspected, args.asked),
        retry_base_s=args.retry_base_s,
    )
    server.serve(args.host, args.port, lambda address: create_app(settings))


if __name__ == "__main__":
    main()
