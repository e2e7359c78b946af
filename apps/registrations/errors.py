"""Registrations · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotFound


class RegistrationUnknown(NotFound):
    code = "registrations.unknown"
    message = _("There is no such tax registration.")


class RegistrationOverlaps(Conflict):
    code = "registrations.overlaps"
    message = _("Another number of this kind is valid at that time.")
    remedy = _("End the other one first, or choose other days.")


class CheckedTooOften(Conflict):
    code = "registrations.checked_too_often"
    message = _("This tax id was checked a moment ago.")
    remedy = _("Wait a minute, then check it again.")


class NothingToCheck(Conflict):
    code = "registrations.nothing_to_check"
    message = _("The company has no tax id yet.")
    remedy = _("Enter the tax id and save, then check it.")
