"""Storefront · the demo's mailbox: what would have been sent, newest first."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.common.errors import NotFound

SHOWN = 100


@dataclass(frozen=True)
class Mail:
    """A mail as the mailbox shows it."""

    name: str
    recipient: str
    subject: str
    date: str
    text: str


def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails of this demo."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda f: f.stat().st_mtime, reverse=True)
    mails = [mail for file in files[:SHOWN] if (mail := _read(file)) is not None]
    return render(request, "site/mailbox/list.html", {"mails": mails})


def message(request: HttpRequest, name: str) -> HttpResponse:
    """One mail.

    Raises:
        NotFound: there is none of this name.
    """
    folder = Path(settings.EMAIL_FILE_PATH).resolve()
    file = (folder / name).resolve()
    mail = _read(file) if file.parent == folder and file.is_file() else None
    if mail is None:
        raise NotFound()
    return render(request, "site/mailbox/message.html", {"mail": mail})


def _read(file: Path) -> Mail | None:
    raw = file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")[0]
    parsed = email.message_from_bytes(raw, policy=default)
    if not isinstance(parsed, EmailMessage):
        return None
    body = parsed.get_body(preferencelist=("plain", "html"))
    return Mail(
        name=file.name,
        recipient=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        date=str(parsed["Date"] or ""),
        text=body.get_content() if body else "",
    )
