"""Planning · why routes cannot be planned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError


class NoPlan(MarketError):
    """No plan within the fleet's limits was found in the time given."""

    code = "planning.no_plan"
    message = _("No plan keeps all limits of vehicles and times. Add a vehicle, widen a time, or search for longer.")


class PlanBroken(MarketError):
    """A plan breaks a limit. `data["broken"]` says which, in a sentence."""

    code = "planning.plan_broken"
    message = _("The plan breaks a limit: %(broken)s")


class UnreadableInstance(MarketError):
    """A file is not a routing problem that we can read."""

    code = "planning.unreadable_instance"
    message = _("The file is not a routing problem in the VRPLIB or Solomon form: %(problem)s")
