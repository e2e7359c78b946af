"""Dashboard · addresses of stock and warehouses."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import books, counts, stock, transfers, warehouses

urlpatterns = [
    path("stock/", stock.stock_list, name="dash_stock"),
    path("stock/warehouse/", stock.new_warehouse, name="dash_warehouse_new"),
    path("stock/houses/", warehouses.houses, name="dash_houses"),
    path("stock/houses/routing/", warehouses.set_routing, name="dash_routing"),
    path("stock/houses/<uuid:warehouse_id>/", warehouses.house, name="dash_house"),
    path("stock/houses/<uuid:warehouse_id>/bins/", warehouses.add_bin, name="dash_bin_new"),
    path("stock/transfers/", transfers.transfer_list, name="dash_transfers"),
    path("stock/transfers/<uuid:transfer_id>/", transfers.transfer_page, name="dash_transfer"),
    path("stock/transfers/<uuid:transfer_id>/send/", transfers.send, name="dash_transfer_send"),
    path("stock/transfers/<uuid:transfer_id>/receive/", transfers.receive, name="dash_transfer_receive"),
    path("stock/transfers/<uuid:transfer_id>/settle/", transfers.settle, name="dash_transfer_settle"),
    path("stock/transfers/<uuid:transfer_id>/cancel/", transfers.cancel, name="dash_transfer_cancel"),
    path("stock/counts/", counts.count_list, name="dash_counts"),
    path("stock/counts/<uuid:count_id>/", counts.count_page, name="dash_count"),
    path("stock/counts/<uuid:count_id>/cancel/", counts.cancel, name="dash_count_cancel"),
    path("stock/alerts/", books.alerts, name="dash_stock_alerts"),
    path("stock/movements/", books.movements, name="dash_movements"),
    path("stock/movements.csv", books.movements_file, name="dash_movements_file"),
    path("stock/<uuid:variant_id>/", stock.shelf, name="dash_shelf"),
    path("stock/<uuid:variant_id>/put-away/", stock.put_away, name="dash_put_away"),
    path("stock/<uuid:variant_id>/low/", stock.set_low, name="dash_low"),
    path("stock/<uuid:variant_id>/hot/", stock.set_hot, name="dash_hot"),
]
