"""Dashboard · addresses of the statement."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import statement

urlpatterns = [
    path("statement/", statement.statement, name="dash_statement"),
    path("statement.csv", statement.statement_file, name="dash_statement_file"),
]
