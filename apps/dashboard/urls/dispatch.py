"""Dashboard · addresses of what leaves the house: labels in batches, manifests, visits of carriers."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import dispatch, dispatch_labels

urlpatterns = [
    path("dispatch/", dispatch.dispatch, name="dash_dispatch"),
    path("dispatch/hand-over/", dispatch.hand_over, name="dash_dispatch_hand_over"),
    path("dispatch/manifests/<slug:number>.pdf", dispatch.manifest_file, name="dash_manifest_file"),
    path("dispatch/pickups/<uuid:pickup_id>/cancel/", dispatch.cancel_pickup, name="dash_pickup_cancel"),
    path("dispatch/labels/", dispatch_labels.print_labels, name="dash_dispatch_labels"),
    path("dispatch/labels/<uuid:batch_id>/", dispatch_labels.batch, name="dash_batch"),
    path("dispatch/labels/<uuid:batch_id>/again/", dispatch_labels.again, name="dash_batch_again"),
    path("dispatch/labels/<uuid:batch_id>/labels.<slug:kind>", dispatch_labels.file, name="dash_batch_file"),
]
