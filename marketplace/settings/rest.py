"""The API: REST framework, its OpenAPI document, and how often who may call."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.EndpointSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "apps.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SORT_OPERATIONS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": [],
}

# Requests a minute by «whose:class of route». A vendor's window is shared by all its tokens.
API_RATE_LIMITS: dict[str, int] = {
    "anonymous:read": 300,
    "anonymous:write": 60,
    "anonymous:search": 120,
    "anonymous:payment": 20,
    "anonymous:sign-in": 10,
    "token:read": 900,
    "token:write": 300,
    "token:search": 300,
    "token:payment": 60,
    "token:sign-in": 30,
    "token:bulk": 20,
    "token:feed": 120,
    "vendor:read": 3000,
    "vendor:write": 1200,
    "vendor:bulk": 60,
    "vendor:feed": 240,
}
