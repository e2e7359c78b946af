"""Dashboard · addresses of goods over hubs."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import itineraries

urlpatterns = [
    path("itineraries/", itineraries.itinerary_list, name="dash_itineraries"),
    path("itineraries/new/", itineraries.itinerary_new, name="dash_itinerary_new"),
    path("itineraries/<uuid:itinerary_id>/", itineraries.itinerary_page, name="dash_itinerary"),
    path("itineraries/<uuid:itinerary_id>/choose/", itineraries.itinerary_choose, name="dash_itinerary_choose"),
    path("itineraries/<uuid:itinerary_id>/step/", itineraries.itinerary_step, name="dash_itinerary_step"),
]
