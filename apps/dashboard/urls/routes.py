"""Dashboard · addresses of own vehicles and their rounds."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import routes, vehicles

urlpatterns = [
    path("routes/", routes.plan_list, name="dash_routes"),
    path("routes/vehicles/", vehicles.vehicle_list, name="dash_vehicles"),
    path("routes/vehicles/<uuid:vehicle_id>/", vehicles.vehicle_page, name="dash_vehicle"),
    path("routes/<uuid:plan_id>/", routes.plan_page, name="dash_route"),
    path("routes/<uuid:plan_id>/search/", routes.search, name="dash_route_search"),
    path("routes/<uuid:plan_id>/stops/<int:stop_id>/", routes.stop_page, name="dash_route_stop"),
    path("routes/<uuid:plan_id>/move/", routes.move, name="dash_route_move"),
    path("routes/<uuid:plan_id>/round-<int:round_number>.pdf", routes.sheet, name="dash_route_sheet"),
]
