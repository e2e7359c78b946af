"""Accounts survive a change of the installation's keys, and what no key opens is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.payouts.models import PayoutAccount
from apps.payouts.operations.accounts import opened

pytestmark = pytest.mark.django_db
NEW, OTHER = "a-new-key-" + "n" * 40, "another-key-" + "o" * 40


def test_accounts_are_sealed_again_under_a_new_key(loom: Any, account: Any, settings: Any, capsys: Any) -> None:
    account(loom)
    row = PayoutAccount.objects.get()
    known = opened(row)
    settings.ENCRYPTION_KEYS = [NEW, *settings.ENCRYPTION_KEYS]

    call_command("reseal_payout_accounts")

    assert "1 payout accounts are under the first key." in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = [NEW]
    row.refresh_from_db()
    assert opened(row) == known


def test_an_account_that_no_key_opens_is_named_and_left_as_it_is(loom: Any, account: Any, settings: Any) -> None:
    account(loom)
    row = PayoutAccount.objects.get()
    settings.ENCRYPTION_KEYS = [OTHER]

    with pytest.raises(CommandError, match=str(row.public_id)):
        call_command("reseal_payout_accounts")

    assert PayoutAccount.objects.get().sealed == row.sealed
