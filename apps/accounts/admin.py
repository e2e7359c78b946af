"""Accounts · administration of people, companies and API tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell

from . import operations
from .models import Address, ApiToken, Company, CompanyMember, User
from .types import SCOPES, Audience

admin.site.unregister(Group)


class UserCreation(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserChange(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "is_active", "is_staff", "is_superuser", "groups")


class AddressInline(StaffTabularInline):
    model = Address
    fields = ("label", "country", "is_default")


@admin.register(User)
class UserAdmin(DjangoUserAdmin, StaffModelAdmin):
    form = UserChange
    add_form = UserCreation
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    readonly_fields = ("joined_at", "last_login")
    inlines = (AddressInline,)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1",
                                                             "password2")}),)  # fmt: skip


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, StaffModelAdmin):
    """What members of staff may do, by group."""


class MemberInline(StaffTabularInline):
    model = CompanyMember
    autocomplete_fields = ("user",)


@admin.register(Company)
class CompanyAdmin(StaffModelAdmin):
    list_display = ("legal_name", "country", "vat_id", "created_at")
    search_fields = ("legal_name", "vat_id")
    list_filter = ("country",)
    inlines = (MemberInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        operations.keep_to_members(form.instance.pk)


class StaffTokenForm(forms.Form):
    """A token for the person who is logged in: it acts for its person, so nobody makes one for somebody else."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=UnfoldAdminTextInputWidget)
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(code, f"{code}: {text}") for code, text in SCOPES[Audience.STAFF].items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_at = forms.SplitDateTimeField(
        label=_("Expires"), required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text=_("Empty: when revoked.")
    )


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Tokens of all audiences, for those who may see them; a secret is shown once, to whom it was made for."""

    list_display = ("name", "prefix", "user", "audience", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("audience", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__email")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounts.add_apitoken"))

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Own tokens can always be revoked; others' with the right to change tokens."""
        return bool(request.user.is_staff)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask what the token may do, make it, and show its secret."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StaffTokenForm(request.POST or None, label_suffix="")
        context = {**self.admin_site.each_context(request), "title": _("New API token"), "opts": self.model._meta}
        if form.is_valid():
            try:
                with transaction.atomic():
                    issued = operations.issue_token(
                        int(request.user.pk or 0), audience=Audience.STAFF, at=now(), **form.cleaned_data
                    )
            except MarketError as error:
                tell(form, error)
            else:
                shown = {**context, "secret": issued.secret}
                answer = TemplateResponse(request, "admin/accounts/token_secret.html", shown, status=201)
                add_never_cache_headers(answer)
                return answer
        return TemplateResponse(
            request,
            "admin/accounts/token_form.html",
            {**context, "form": form},
            status=422 if form.errors else 200,
        )

    @admin.action(description=_("Revoke: they open nothing from now on"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        may_all = request.user.has_perm("accounts.change_apitoken")
        for token in tokens:
            if not may_all and token.user_id != request.user.pk:
                self.message_user(request, _("%(token)s is not yours.") % {"token": token}, messages.ERROR)
                continue
            with transaction.atomic():
                operations.revoke_token(token.public_id, at=now())
            self.message_user(request, _("%(token)s opens nothing any more.") % {"token": token}, messages.SUCCESS)
