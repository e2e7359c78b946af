"""Dashboard · addresses of returns and claims."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import claims, returns

urlpatterns = [
    path("returns/", returns.return_list, name="dash_returns"),
    path("returns/rule/", returns.rule, name="dash_return_rule"),
    path("returns/drawback.csv", returns.drawback, name="dash_drawback"),
    path("returns/files/<uuid:file_id>/", returns.case_file, name="dash_case_file"),
    path("returns/<uuid:return_id>/", returns.return_page, name="dash_return"),
    path("returns/<uuid:return_id>/step/", returns.step, name="dash_return_step"),
    path("returns/<uuid:return_id>/settle/", returns.settle, name="dash_return_settle"),
    path("claims/", claims.claim_list, name="dash_claims"),
    path("claims/<uuid:claim_id>/", claims.claim_page, name="dash_claim"),
    path("claims/<uuid:claim_id>/step/", claims.step, name="dash_claim_step"),
    path("claims/<uuid:claim_id>/remedy/", claims.remedy, name="dash_claim_remedy"),
    path("orders/<uuid:public_id>/claim/", claims.new_claim, name="dash_claim_new"),
]
