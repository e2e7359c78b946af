"""Storefront · addresses of returns and claims of a purchase's order."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import aftersales

_ORDER = "purchases/<uuid:public_id>/orders/<uuid:order_id>/help/"

urlpatterns = [
    path(_ORDER, aftersales.help_page, name="aftersales"),
    path(f"{_ORDER}return/", aftersales.ask_for_return, name="aftersales_ask"),
    path(f"{_ORDER}problem/", aftersales.tell_of_problem, name="aftersales_problem"),
    path(f"{_ORDER}returns/<uuid:case_id>/", aftersales.return_page, name="aftersales_return"),
    path(f"{_ORDER}returns/<uuid:case_id>/pay/", aftersales.pay_difference, name="aftersales_pay"),
    path(f"{_ORDER}returns/<uuid:case_id>/label/", aftersales.make_label, name="aftersales_label"),
    path(f"{_ORDER}returns/<uuid:case_id>/label.pdf", aftersales.label_file, name="aftersales_label_file"),
    path(f"{_ORDER}claims/<uuid:case_id>/", aftersales.claim_page, name="aftersales_claim"),
    path(f"{_ORDER}files/<uuid:file_id>/", aftersales.evidence_file, name="aftersales_file"),
]
