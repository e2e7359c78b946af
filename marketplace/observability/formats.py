"""observability · no app · a log line as JSON for machines, or as text for a person at a terminal."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from apps.common import trace

from .scrubber import scrub, scrub_fields

REQUEST_LOG = "portolan.request"
TASK_LOG = "portolan.task"
SLOW = "slow request"


class JsonLines(JsonFormatter):
    """One JSON object a line: time, level, logger, message, request_id, and the fields of the line."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == REQUEST_LOG and record.levelno == logging.INFO:
            return json.dumps(_head(record) | record.facts)  # type: ignore[attr-defined]
        return super().format(record)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        fields = scrub_fields(log_data)
        log_data.clear()
        log_data.update(_head(record), message=fields.pop("message", ""), **fields.pop("facts", {}))
        log_data.update(fields)


class PlainLines(logging.Formatter):
    """Time, level and logger as text, then the message with its fields; requests in words."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", None)
        if record.name == REQUEST_LOG and record.levelno == logging.INFO and facts:
            where = f"{facts['vendor']} " if facts["vendor"] else ""
            return (
                f"{self.formatTime(record)} {facts['method']} {facts['status']} {facts['surface']} {facts['route']} "
                f"{where}{facts['user']} · {facts['ms']} ms, {facts['statements']} statements {facts['database_ms']} ms"
            )
        text = super().format(record)
        if facts:
            text += " " + " ".join(f"{name}={value}" for name, value in facts.items() if value not in ("", None))
        return scrub(text)


def _head(record: logging.LogRecord) -> dict[str, Any]:
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": record.msg,
        "request_id": trace.current(),
    }


def configuration(form: str, *, level: str) -> dict[str, Any]:
    """The dictionary for `logging.config.dictConfig`. `form` is `json` or `text`."""
    formatter = JsonLines if form == "json" else PlainLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": f"{formatter.__module__}.{formatter.__qualname__}",
                "format": "%(message)s" if form == "json" else "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
            TASK_LOG: {"level": "INFO" if form == "json" else "WARNING"},
        },
    }
