"""Dashboard · addresses of import and export."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import importing

urlpatterns = [
    path("import/", importing.upload, name="dash_import"),
    path("import/export.csv", importing.export, name="dash_export"),
    path("import/<uuid:import_id>/", importing.preview, name="dash_import_batch"),
    path("import/<uuid:import_id>/apply/", importing.apply, name="dash_import_apply"),
    path("import/<uuid:import_id>/findings.csv", importing.findings, name="dash_import_findings"),
]
