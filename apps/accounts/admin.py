"""Accounts · administration of people and companies."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from apps.common.admin import StaffModelAdmin, StaffTabularInline

from .models import Address, Company, CompanyMember, User

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
