"""Dashboard · addresses of balance, payouts and the bank account."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import payouts

urlpatterns = [
    path("payouts/", payouts.payout_list, name="dash_payouts"),
    path("payouts/account/", payouts.account, name="dash_payout_account"),
    path("payouts/<uuid:payout_id>/", payouts.payout_page, name="dash_payout"),
    path("payouts/<uuid:payout_id>/items.csv", payouts.items_file, name="dash_payout_items"),
]
