"""Dashboard · addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import webhooks

urlpatterns = [
    path("webhooks/", webhooks.endpoint_list, name="dash_webhooks"),
    path("webhooks/new/", webhooks.new_endpoint, name="dash_webhook_new"),
    path("webhooks/<uuid:endpoint_id>/", webhooks.endpoint_page, name="dash_webhook"),
    path("webhooks/<uuid:endpoint_id>/test/", webhooks.send_test, name="dash_webhook_test"),
    path("webhooks/<uuid:endpoint_id>/pause/", webhooks.pause, name="dash_webhook_pause"),
    path("webhooks/<uuid:endpoint_id>/resume/", webhooks.resume, name="dash_webhook_resume"),
    path("webhooks/<uuid:endpoint_id>/rotate/", webhooks.rotate, name="dash_webhook_rotate"),
    path("webhooks/<uuid:endpoint_id>/replay/", webhooks.replay_dead, name="dash_webhook_replay"),
    path("webhooks/<uuid:endpoint_id>/remove/", webhooks.remove, name="dash_webhook_remove"),
    path("webhooks/messages/<uuid:delivery_id>/", webhooks.message_page, name="dash_webhook_message"),
    path("webhooks/messages/<uuid:delivery_id>/replay/", webhooks.replay, name="dash_webhook_message_replay"),
]
