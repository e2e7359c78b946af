"""Common · keeping small secrets so that the database alone does not give them away."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the installation's keys opens this: the key was lost, or the row comes from another installation."""


def seal(text: str) -> str:
    """The text encrypted and authenticated with the installation's first key (settings.ENCRYPTION_KEYS)."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed, by whichever of the installation's keys.

    Raises:
        Unreadable: no key of the list opens it.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def resealed(sealed: str) -> str:
    """The same text under the first key, so that the older keys can be taken away.

    Raises:
        Unreadable: no key of the list opens it.
    """
    return seal(unseal(sealed))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(text)) for text in settings.ENCRYPTION_KEYS])


def _fernet_key(text: str) -> bytes:
    """32 bytes of the random text; a digest, since the text is random and not a password."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
