"""Accounts · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    schema = Schema.PUBLIC
