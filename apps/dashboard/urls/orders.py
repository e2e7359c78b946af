"""Dashboard · addresses of orders and parcels."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import order_change, orders

urlpatterns = [
    path("orders/", orders.order_list, name="dash_orders"),
    path("orders/<uuid:public_id>/", orders.order_page, name="dash_order"),
    path("orders/<uuid:public_id>/confirm/", orders.confirm, name="dash_confirm"),
    path("orders/<uuid:public_id>/cancel/", orders.cancel, name="dash_cancel"),
    path("orders/<uuid:public_id>/swap/", order_change.swap, name="dash_swap"),
    path("orders/<uuid:public_id>/leave-out/", order_change.leave_out, name="dash_leave_out"),
    path("orders/<uuid:public_id>/address/", order_change.address, name="dash_order_address"),
    path("orders/<uuid:public_id>/packing-slip/", orders.packing_slip, name="dash_packing_slip"),
    path("orders/<uuid:public_id>/invoices/<uuid:invoice_id>/<str:form>/", orders.invoice_file, name="dash_invoice"),
    path("shipments/<uuid:public_id>/pack/", orders.pack, name="dash_pack"),
    path("shipments/<uuid:public_id>/label/", orders.label, name="dash_label"),
    path("shipments/<uuid:public_id>/label.pdf", orders.label_file, name="dash_label_file"),
    path("shipments/<uuid:public_id>/hand-over/", orders.hand_over, name="dash_hand_over"),
]
