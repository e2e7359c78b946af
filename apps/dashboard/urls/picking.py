"""Dashboard · addresses of waves, and of slots in a house."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import picking, slots

urlpatterns = [
    path("picking/", picking.wave_list, name="dash_waves"),
    path("picking/<uuid:wave_id>/", picking.wave_page, name="dash_wave"),
    path("picking/<uuid:wave_id>/sheet/", picking.sheet, name="dash_wave_sheet"),
    path("picking/<uuid:wave_id>/finish/", picking.finish, name="dash_wave_finish"),
    path("picking/slots/<uuid:warehouse_id>/", slots.slot_page, name="dash_slots"),
    path("picking/slots/<uuid:warehouse_id>/moves.csv", slots.moves_file, name="dash_slots_file"),
]
