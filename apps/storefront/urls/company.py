"""Storefront · addresses of the companies that a person buys for."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import company

urlpatterns = [
    path("account/company/", company.companies, name="account_companies"),
    path("account/company/for/", company.choose, name="account_company_choose"),
    path("account/company/prices/", company.tax_view, name="tax_view"),
    path("account/company/<uuid:public_id>/", company.change, name="account_company"),
    path("account/company/<uuid:public_id>/check/", company.check, name="account_company_check"),
]
