"""API · storefront · addresses of mail, passwords and the second factor."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body


class ProofBody(Body):
    """What goes further than a token asks for the password again, and for a code where a second factor is set."""

    current_password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(
        max_length=40, required=False, default="", allow_blank=True, help_text="From the app, or a recovery code."
    )


class EmailEntry(serializers.Serializer[Any]):
    email = serializers.EmailField()
    is_primary = serializers.BooleanField(source="primary")
    is_verified = serializers.BooleanField(source="verified")


class EmailBody(Body):
    email = serializers.EmailField(max_length=254)


class EmailProofBody(ProofBody):
    email = serializers.EmailField(max_length=254)


class KeyBody(Body):
    """`key`: the part of the mailed link's address that comes last."""

    key = serializers.CharField(max_length=200)


class PasswordBody(ProofBody):
    new_password = serializers.CharField(max_length=200, trim_whitespace=False)


class PasswordResetBody(Body):
    email = serializers.EmailField(max_length=254)


class NewPasswordBody(KeyBody):
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class SecondFactorStanding(serializers.Serializer[Any]):
    has_totp = serializers.BooleanField()
    totp_since = serializers.DateTimeField(allow_null=True)
    passkeys = serializers.IntegerField()
    recovery_codes_left = serializers.IntegerField()


class TotpOffer(serializers.Serializer[Any]):
    """`secret` or `url` goes into the app; `offer` names it when it is activated."""

    secret = serializers.CharField()
    url = serializers.CharField()
    offer = serializers.CharField()


class TotpActivationBody(Body):
    """`code` is the app's for the offered secret; `recovery_code` is asked for where there are passkeys already."""

    offer = serializers.CharField(max_length=400)
    code = serializers.CharField(max_length=12)
    current_password = serializers.CharField(max_length=200, trim_whitespace=False)
    recovery_code = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class RecoveryCodeList(serializers.Serializer[Any]):
    """Each opens the account once in the app's stead. They are shown this once; empty where older ones still hold."""

    recovery_codes = serializers.ListField(child=serializers.CharField())
