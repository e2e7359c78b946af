"""Dashboard · addresses of devices on the way and of geofences."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import devices

urlpatterns = [
    path("devices/", devices.device_list, name="dash_devices"),
    path("devices/fences/", devices.fences, name="dash_fences"),
    path("devices/fences/<slug:fence>/drop/", devices.drop_fence, name="dash_fence_drop"),
    path("devices/<slug:device>/", devices.device_page, name="dash_device"),
]
