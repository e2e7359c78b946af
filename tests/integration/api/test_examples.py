"""The examples of docs/api.md, run as they stand: the shell's words through the test client."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.types import Audience

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .+?)\n```\n+```json\n(.+?)\n```", PAGE, flags=re.S)


def run(command: str, **words: str) -> Any:
    """Do what a curl command says; knows -s, -X, -H and -d alone."""
    method, headers, body, url = "GET", {}, None, ""
    parts = iter(shlex.split(Template(command.replace("\\\n", " ")).substitute(words))[1:])
    for part in parts:
        if part == "-X":
            method = next(parts)
        elif part == "-H":
            name, _, value = next(parts).partition(": ")
            headers[name] = value
        elif part == "-d":
            body = next(parts)
        elif part != "-s":
            url = part
    client = Client(headers={"Host": settings.MARKETPLACE_HOST})
    more = {"data": body, "content_type": headers.pop("Content-Type")} if body is not None else {}
    return client.generic(method, url, headers=headers, **more)


def lacks(shown: Any, given: Any, path: str = "") -> list[str]:
    """Members that the example shows and the answer has not got."""
    if isinstance(shown, dict):
        missing = [f"{path}.{name}" for name in shown if name not in given]
        return missing + [one for name in shown if name in given for one in lacks(shown[name], given[name], name)]
    return []


def test_there_are_three() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command.split()[2][:40] for command, _ in EXAMPLES])
def test_an_example_works(command: str, shown: str, goods: dict[str, list[str]], issue: Any) -> None:
    answer = run(command, API="/api/v1", VARIANT=goods["variants"][0], VENDOR_TOKEN=issue(Audience.VENDOR))

    assert answer.status_code in (200, 201), answer.content.decode()
    assert lacks(json.loads(shown), answer.json()) == []
