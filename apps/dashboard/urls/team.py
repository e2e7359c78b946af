"""Dashboard · addresses of the team."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import team

urlpatterns = [
    path("team/", team.team, name="dash_team"),
    path("team/<int:user_id>/", team.change_role, name="dash_team_role"),
]
