"""Dashboard · addresses of cartons and of packing piece by piece."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import cartons, packing

urlpatterns = [
    path("cartons/", cartons.carton_list, name="dash_cartons"),
    path("cartons/usual/", cartons.add_usual, name="dash_cartons_usual"),
    path("cartons/<uuid:carton_id>/", cartons.carton_page, name="dash_carton"),
    path("shipments/<uuid:public_id>/packing/", packing.page, name="dash_packing"),
    path("shipments/<uuid:public_id>/packing/begin/", packing.begin, name="dash_packing_begin"),
    path("shipments/<uuid:public_id>/packing/scan/", packing.scan, name="dash_packing_scan"),
    path("shipments/<uuid:public_id>/packing/undo/", packing.undo, name="dash_packing_undo"),
    path("shipments/<uuid:public_id>/packing/close/", packing.close, name="dash_packing_close"),
]
