"""Dashboard · addresses of the codes of goods."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import classification, classification_goods

urlpatterns = [
    path("codes/", classification.queue, name="dash_codes"),
    path("codes/confirm/", classification.confirm, name="dash_codes_confirm"),
    path("codes/undo/", classification.undo, name="dash_codes_undo"),
    path("codes/<uuid:product_id>/", classification_goods.page, name="dash_code"),
    path("codes/<uuid:product_id>/confirm/", classification_goods.confirm, name="dash_code_confirm"),
    path("codes/<uuid:product_id>/national/", classification_goods.national, name="dash_code_national"),
    path(
        "codes/<uuid:product_id>/withdraw/<uuid:confirmation_id>/",
        classification_goods.withdraw,
        name="dash_code_withdraw",
    ),
]
