"""Accounts · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotFound


class TokenUnknown(NotFound):
    code = "accounts.token_unknown"
    message = _("There is no such API token.")


class TooManyTokens(Conflict):
    code = "accounts.too_many_tokens"
    message = _("%(count)s API tokens are in use, which is the most. Revoke one first.")
