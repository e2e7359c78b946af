"""Storefront · the companies that a person buys for, and whether their tax ids are valid · no tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import operations as accounts
from apps.accounts import selectors as people
from apps.accounts.types import CompanyRole
from apps.common.clock import now
from apps.common.errors import InvalidInput, MarketError, NotFound
from apps.common.form_errors import tell
from apps.reference import selectors as reference
from apps.registrations import operations, selectors
from apps.storefront import formatting
from apps.storefront.business_texts import standing
from apps.storefront.forms.company import CompanyForm
from apps.storefront.shop import WITHOUT_TAX

from .shopper import note_standing

LOGIN = "account_login"


@never_cache
@login_required(login_url=LOGIN)
@require_http_methods(["GET", "POST"])
def companies(request: HttpRequest) -> HttpResponse:
    """The person's companies, and a new one."""
    form = _form(request, _countries(request), bound=request.method == "POST")
    if form.is_valid() and _entered(request, form, None):
        return redirect("account_companies")
    return _page(request, form=form)


@never_cache
@login_required(login_url=LOGIN)
@require_POST
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other facts of one of the person's companies; a new tax id is checked at once.

    Raises:
        NotFound: it is not the person's. NotCompanyAdmin.
    """
    form = _form(request, _countries(request), bound=True, prefix_of=public_id)
    if form.is_valid() and _entered(request, form, public_id):
        return redirect("account_companies")
    return _page(request, changed=public_id, form=form)


@login_required(login_url=LOGIN)
@require_POST
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask now whether the tax id is valid.

    Raises:
        NotFound: it is not the person's.
    """
    company = people.company_of(public_id, user_id=_person(request))
    try:
        operations.check_now(company.pk, at=now())
    except MarketError as error:
        messages.info(request, error.told())
    return redirect("account_companies")


@login_required(login_url=LOGIN)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Buy for one of the person's companies from now on, or for oneself.

    Raises:
        NotFound: it is not the person's.
    """
    try:
        wanted = UUID(request.POST["company"]) if request.POST.get("company") else None
    except ValueError as wrong:
        raise NotFound() from wrong
    with transaction.atomic():
        accounts.buy_for(_person(request), public_id=wanted)
    company = people.company_of(wanted, user_id=_person(request)) if wanted else None
    note_standing(request, selectors.business(company.pk) if company else None)
    messages.success(
        request, _("From now on you buy for this company.") if wanted else _("From now on you buy for yourself.")
    )
    return redirect("account_companies")


@require_POST
def tax_view(request: HttpRequest) -> HttpResponse:
    """Show prices without tax, or with it, to who buys for a company whose tax id counts; others see them with it."""
    if WITHOUT_TAX in request.session:
        request.session[WITHOUT_TAX] = request.POST.get("without") == "1"
    back = request.POST.get("next", "")
    is_own = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_own else "home")


def _entered(request: HttpRequest, form: CompanyForm, public_id: UUID | None) -> bool:
    """Keep what was entered and have the tax id checked; where it was refused the form says why."""
    try:
        with transaction.atomic():
            company = operations.enter_company(_person(request), public_id=public_id, **form.cleaned_data)
    except InvalidInput as error:
        tell(form, error)
        return False
    if company.vat_id:
        operations.keep_fresh(company.pk, at=now())
    messages.success(request, _("The company is saved."))
    return True


def _page(request: HttpRequest, *, form: CompanyForm, changed: UUID | None = None) -> HttpResponse:
    at, mine, countries = now(), people.companies_of(_person(request)), _countries(request)
    rows = []
    for view in selectors.views_of(mine):
        one: Any = view.company
        facts = {"legal_name": one.legal_name, "country": one.country, "tax_id": one.vat_id}
        own = _form(request, countries, initial=facts, prefix_of=one.public_id)
        rows.append(
            {
                "company": one,
                "business": view.business,
                "checks": view.checks[:5],
                "standing": standing(view.business, at=at),
                "is_chosen": request.user.buys_for_id == one.pk,
                "may_change": one.role == CompanyRole.ADMIN,
                "form": form if one.public_id == changed else own,
            }
        )
    new = form if changed is None else _form(request, countries)
    context = {"rows": rows, "form": new, "chosen": request.user.buys_for_id}
    return render(request, "site/company/list.html", context, status=422 if form.errors else 200)


def _countries(request: HttpRequest) -> list[tuple[str, str]]:
    locale = formatting.locale_for(request.shop.language, request.shop.country)
    named = ((code, formatting.country_name(code, locale)) for code in reference.places())
    return sorted(named, key=lambda one: one[1])


def _form(
    request: HttpRequest,
    countries: list[tuple[str, str]],
    *,
    bound: bool = False,
    initial: dict[str, str] | None = None,
    prefix_of: UUID | None = None,
) -> CompanyForm:
    return CompanyForm(
        request.POST if bound else None,
        countries=countries,
        initial=initial or {"country": request.shop.country},
        auto_id=f"id_{prefix_of}_%s" if prefix_of else "id_%s",
    )


def _person(request: HttpRequest) -> int:
    person = request.user.pk
    assert person is not None
    return int(person)
