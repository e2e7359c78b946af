"""API · vendor · the shop's own profile, its team, and the day's figures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body
from apps.vendors.types import TeamRole, VendorStatus

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class ProfileShown(serializers.Serializer[Any]):
    """The vendor. What may be changed is below `settings`."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.SlugField()
    host = serializers.CharField()
    legal_name = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    status = serializers.ChoiceField(choices=VendorStatus.choices)
    name = serializers.CharField()
    contact_email = serializers.EmailField(allow_blank=True)
    accent = serializers.CharField(help_text="#rrggbb")
    processing_days = serializers.IntegerField(help_text="Days from order to hand-over.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="The first is the main one.")
    story = serializers.DictField(child=serializers.CharField(allow_blank=True), help_text="Language → text.")
    place = serializers.DictField(child=serializers.CharField(allow_blank=True), help_text="Language → text.")
    trader_address = serializers.CharField(allow_blank=True, help_text="The postal address that buyers are told.")
    responsible_persons = serializers.DictField(
        child=serializers.CharField(), help_text="EU or GB → who answers for the goods there, with addresses."
    )
    duty_choice = serializers.BooleanField(help_text="Whether buyers may choose to pay duty on arrival.")


class ProfileEdit(Body):
    """Parts of the profile; what is left out stays."""

    name = serializers.CharField(max_length=80, required=False)
    contact_email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    accent = serializers.RegexField(r"^#[0-9a-f]{6}$", required=False)
    processing_days = serializers.IntegerField(min_value=0, max_value=60, required=False)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGES), min_length=1, max_length=len(LANGUAGES), required=False
    )
    story = serializers.DictField(child=serializers.CharField(max_length=4000, allow_blank=True), required=False)
    place = serializers.DictField(child=serializers.CharField(max_length=80, allow_blank=True), required=False)
    trader_address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    responsible_persons = serializers.DictField(child=serializers.CharField(max_length=300), required=False)
    duty_choice = serializers.BooleanField(required=False)


class ToDoShown(serializers.Serializer[Any]):
    pending = serializers.IntegerField(help_text="Shipments to be packed.")
    packed = serializers.IntegerField(help_text="Shipments that wait for a label.")
    labelled = serializers.IntegerField(help_text="Shipments that wait for the carrier.")


class SummaryShown(serializers.Serializer[Any]):
    """What is to be done today."""

    orders = serializers.DictField(child=serializers.IntegerField(), help_text="Orders by status.")
    shipments = ToDoShown()
    to_ship_count = serializers.IntegerField(help_text="New orders and shipments that have not left.")


class MemberShown(serializers.Serializer[Any]):
    """Somebody of the team."""

    id = serializers.UUIDField(source="user.public_id")
    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name", allow_blank=True)
    role = serializers.ChoiceField(choices=TeamRole.choices)
    joined_at = serializers.DateTimeField(source="created_at")


class MemberBody(Body):
    """Somebody with an account who is to join, or whose role is to change."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=TeamRole.choices)


class RoleBody(Body):
    role = serializers.ChoiceField(choices=TeamRole.choices)
