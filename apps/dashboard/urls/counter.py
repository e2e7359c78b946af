"""Dashboard · addresses of the counter: tills, sales, receipts and closings."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import counter, tills

urlpatterns = [
    path("counter/", tills.till_list, name="dash_counter"),
    path("counter/tills/<uuid:till_id>/", counter.page, name="dash_till"),
    path("counter/tills/<uuid:till_id>/goods.json", counter.goods, name="dash_till_goods"),
    path("counter/tills/<uuid:till_id>/sell/", counter.sell, name="dash_till_sell"),
    path("counter/tills/<uuid:till_id>/use/", tills.use, name="dash_till_use"),
    path("counter/tills/<uuid:till_id>/cash/", tills.cash, name="dash_till_cash"),
    path("counter/tills/<uuid:till_id>/close/", tills.close, name="dash_till_close"),
    path("counter/sales/<uuid:sale_id>/", counter.sale, name="dash_counter_sale"),
    path("counter/sales/<uuid:sale_id>/receipt.pdf", counter.receipt_file, name="dash_receipt_file"),
    path("counter/sales/<uuid:sale_id>/give-back/", counter.give_back, name="dash_counter_back"),
    path("counter/closings/<uuid:closing_id>/", tills.closing, name="dash_till_closing"),
]
