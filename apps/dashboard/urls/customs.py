"""Dashboard · addresses of customs declarations."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import customs, customs_china, customs_matching, customs_us

urlpatterns = [
    path("customs/", customs.declaration_list, name="dash_customs"),
    path("customs/agreement/", customs_matching.matching_list, name="dash_customs_matching"),
    path("customs/<uuid:public_id>/", customs.declaration_page, name="dash_declaration"),
    path("customs/<uuid:public_id>/papers/<uuid:document_id>/", customs.paper, name="dash_customs_paper"),
    path("customs/<uuid:public_id>/answer/", customs.answer, name="dash_customs_answer"),
    path("customs/<uuid:public_id>/china/", customs_china.trade_page, name="dash_customs_china"),
    path("customs/<uuid:public_id>/china/<int:pk>/", customs_china.message, name="dash_customs_china_message"),
    path("customs/<uuid:public_id>/us-entry/", customs_us.entry_page, name="dash_customs_us"),
    *(
        path(
            f"customs/<uuid:public_id>/us-entry.{ending}",
            customs_us.entry_file,
            {"ending": ending},
            name=f"dash_customs_us_{ending}",
        )
        for ending in ("json", "csv")
    ),
    path("customs/<uuid:public_id>/correct/", customs.correct, name="dash_customs_correct"),
]
