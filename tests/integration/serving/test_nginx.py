"""deploy/nginx.conf in front of a real server: pages for everybody come from its cache, a shopper's own never do."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.factories import checkout as make
from tests.integration.serving.programs import ROOT, Program, environment, free_port, until, web

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PAGE = "/en-gb/goods/"

pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="there is no nginx here (apt-get install nginx-light)")


@pytest.fixture
def front(own_database: str, kiln: Any, at: datetime, tmp_path: Path) -> Iterator[tuple[Program, str]]:
    """nginx before a server with goods in it, and the id of a variant."""
    with transaction.atomic():
        (variant,) = make.goods(kiln, at=at)
    with web(tmp_path, env=environment(own_database), PAGE_CACHE_SECONDS="3") as server:
        port = free_port()
        text = (ROOT / "deploy/nginx.conf").read_text()
        text = text.replace("server web:8000", f"server 127.0.0.1:{server.port}").replace(
            "listen 8080", f"listen {port}"
        )
        text = text.replace("/tmp/", f"{tmp_path}/").replace("/dev/stdout", f"{tmp_path}/access.log")
        if os.geteuid() == 0:
            text = f"user root;\n{text}"
        (tmp_path / "nginx.conf").write_text(text)
        command = [NGINX, "-c", str(tmp_path / "nginx.conf"), "-e", f"{tmp_path}/error.log", "-g", "daemon off;"]
        process = subprocess.Popen(command)
        try:
            nginx = Program(process, tmp_path / "error.log", port)
            until(lambda: nginx.status("/") in (302, 200), 10, lambda: nginx.log.read_text()[-2000:])
            yield nginx, str(variant)
        finally:
            process.terminate()
            process.wait(10)


def test_a_stock_cache_serves_what_is_for_everybody_and_nothing_else(front: tuple[Program, str]) -> None:
    nginx, variant = front

    # Nine in ten come from the cache, by our headers alone, and bear no cookie.
    answers = [nginx.get(PAGE) for _ in range(40)]
    counts = Counter(headers["x-cache"] for _, headers, _ in answers)
    assert {status for status, _, _ in answers} == {200}
    assert (counts["HIT"] + counts["UPDATING"] + counts["STALE"]) / 40 >= 0.9, counts
    assert not any("set-cookie" in headers for _, headers, _ in answers)
    assert len({body for _, _, body in answers}) == 1

    # A repeat by ETag costs no body.
    etag = answers[0][1]["etag"]
    status, _, body = nginx.get(PAGE, **{"If-None-Match": etag})
    assert (status, body) == (304, b"")

    # Languages, countries and currencies are pages of their own.
    others = [nginx.get(path)[2] for path in ("/de-de/goods/", "/en-us/goods/", f"{PAGE}?currency=JPY")]
    assert len({answers[0][2], *others}) == 4
    assert re.search(rb'lang="de"', others[0])

    # Whoever has a cookie asks the server each time, and leaves nothing behind for others.
    for _ in range(3):
        _, headers, body = nginx.get(PAGE, Cookie="portolan_currency=JPY")
        assert headers["cache-control"] == "private, no-store"
        assert headers["x-cache"] in {"MISS", "BYPASS", "EXPIRED"}
        assert body != answers[0][2]
    assert nginx.get(PAGE)[2] == answers[0][2]

    # Each reader gets the encoding that it takes, from one kept page.
    _, headers, packed = nginx.get(PAGE, **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert "accept-encoding" in headers["vary"].lower()
    assert gzip.decompress(packed) == answers[0][2]
    assert headers["x-cache"] != "MISS"

    # Operators' paths are not for the public.
    assert {nginx.status(path) for path in ("/metrics", "/readyz", "/healthz")} == {404}

    # Nor does a cart, or any page for whoever has one.
    cookie = cart_of_its_own(nginx, variant)
    own, strangers = nginx.get("/en-gb/cart/", Cookie=cookie), nginx.get("/en-gb/cart/")
    assert own[2] != strangers[2]
    assert "no-store" in own[1]["cache-control"]
    assert [nginx.get(PAGE, Cookie=cookie)[1]["x-cache"] for _ in range(2)] == ["MISS", "MISS"]


def cart_of_its_own(nginx: Program, variant: str) -> str:
    """The cookie of a visitor who has put something into a cart."""
    link = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=10)
    headers = {"Host": settings.MARKETPLACE_HOST, "Content-Type": "application/x-www-form-urlencoded",
               "Sec-Fetch-Site": "same-origin"}  # fmt: skip
    try:
        link.request("POST", "/en-gb/cart/add/", body=f"variant={variant}&quantity=1", headers=headers)
        answer = link.getresponse()
        answer.read()
        return str(answer.headers["Set-Cookie"]).split(";")[0]
    finally:
        link.close()
