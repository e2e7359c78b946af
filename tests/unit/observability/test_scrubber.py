"""What must never stand in a log is taken out, and what operators need stays."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from marketplace.observability import formats
from marketplace.observability.scrubber import REMOVED, scrub

VISA = "4242424242424242"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"card {VISA} declined", VISA),
        ("card 4000 0566 5566 5556.", "5566"),
        ("number=5555-5555-5555-4444&cvc=1", "5555"),
        ("mail to ada.lovelace+shop@example.co.uk failed", "lovelace"),
        ("Authorization: Bearer ptl_s_Zm9vYmFyYmF6", "Zm9v"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcj"),
        ("key sk_live_51HxYzAbCdEf was refused", "51HxYz"),
        ("endpoint whsec_MfKQ9r8GKYqrTwjU", "MfKQ9r8"),
        ("token ptl_v_abcdefghijklmnop", "abcdefgh"),
        ("postgresql://portolan_app:hunter2hunter2@db/portolan refused", "hunter2"),
        ('{"password": "correct horse", "x": 1}', "correct"),
        ("password='s3cr3t-value' given", "s3cr3t"),
        ("Cookie: portolan_shopper=abc123def456", "abc123"),
        ("sessionid=0123456789abcdef", "0123456789abcdef"),
        ("csrf_token=deadbeefdeadbeef;", "deadbeef"),
        ("STRIPE_WEBHOOK_SECRET: anything-at-all", "anything"),
    ],
)
def test_secrets_and_people_are_taken_out(line: str, secret: str) -> None:
    assert secret in line
    assert secret not in scrub(line)
    assert REMOVED in scrub(line)


@pytest.mark.parametrize(
    "line",
    [
        "request method=GET surface=shop route=product status=200 ms=12.5 statements=4",
        "vendor 019311d2-7f2c-7b3a-9d55-4242424242ab unknown",
        "order 4242424242424241 has no valid check digit",
        "took 1234567890.1234 s at 2026-11-22T01:02:03.456+00:00",
        'SELECT "a"."b" FROM "a" WHERE "a"."id" = %s LIMIT 21',
        "http://127.0.0.1:8000/readyz answers 503",
    ],
)
def test_what_operators_need_stays(line: str) -> None:
    assert scrub(line) == line


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("tests", logging.WARNING, "x.py", 1, message, arguments, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize("form", ["json", "text"])
def test_every_line_is_scrubbed_fields_and_tracebacks_too(form: str) -> None:
    handler = logging.StreamHandler()
    specification = formats.configuration(form, level="INFO")["formatters"]["line"]
    formatter = {"json": formats.JsonLines, "text": formats.PlainLines}[form](specification["format"])
    handler.setFormatter(formatter)
    try:
        raise ValueError(f"no such card: {VISA}")
    except ValueError:
        line = record("refused %s", "ada@example.com", facts={"detail": {"card": [VISA]}, "route": "pay"})
        line.exc_info = sys.exc_info()
    text = handler.format(line)

    assert VISA not in text
    assert "ada@" not in text
    assert "ValueError" in text
    assert "pay" in text
    if form == "json":
        assert json.loads(text)["level"] == "WARNING"


def test_a_json_line_names_time_level_logger_message_and_request() -> None:
    fields = json.loads(formats.JsonLines("%(message)s").format(record("started %s", "well")))

    assert fields["message"] == "started well"
    assert (fields["level"], fields["logger"], fields["request_id"]) == ("WARNING", "tests", "")
    assert fields["time"].endswith("+00:00")
