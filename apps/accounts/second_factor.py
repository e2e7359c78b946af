"""Accounts · authenticators' secrets and recovery codes are sealed in the database · public schema."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from apps.common import sealing

# What Fernet writes begins so (version 128 and the first bytes of the time); secrets and seeds are base32 and hex.
SEALED = "gAAAA"


class Adapter(DefaultMFAAdapter):
    """allauth's secrets under the installation's keys (settings.ENCRYPTION_KEYS)."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that was kept before secrets were sealed is read as it is.

        Raises:
            Unreadable: no key of the installation opens it.
        """
        return sealing.unseal(encrypted_text) if encrypted_text.startswith(SEALED) else encrypted_text


def resealed(data: dict[str, object]) -> dict[str, object]:
    """An authenticator's data with its secrets under the first key, those that were never sealed too.

    Raises:
        Unreadable: no key of the installation opens them.
    """
    adapter, found = Adapter(), dict(data)
    for name in ("secret", "seed"):
        if isinstance(text := found.get(name), str):
            found[name] = adapter.encrypt(adapter.decrypt(text))
    if isinstance(codes := found.get("migrated_codes"), list):
        found["migrated_codes"] = [adapter.encrypt(adapter.decrypt(str(code))) for code in codes]
    return found
