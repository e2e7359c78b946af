"""Six people sign up with the same address at the same moment."""

from __future__ import annotations

import threading
from typing import Any

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import close_old_connections, connection

from apps.accounts.models import User
from tests.integration.api.shopping import Shopper


def test_of_many_at_the_same_moment_one_gets_the_account_and_all_the_same_answer(own_database: str) -> None:
    cache.clear()
    gate = threading.Barrier(6)
    answers: list[Any] = []

    def ask(password: str) -> None:
        gate.wait()
        try:
            answers.append(
                Shopper().call("post", "/sign-ups", {"email": "grace@example.com", "password": password}, expect=None)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[f"battery staple {n}"]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close_old_connections()

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 6
    assert (User.objects.count(), EmailAddress.objects.count()) == (1, 1)
