"""Planning · why a packing is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError


class PackingBroken(MarketError):
    """Placements do not hold. `data["broken"]` says why, in a sentence."""

    code = "planning.packing_broken"
    message = _("The packing does not hold: %(broken)s")


class UnreadablePacking(MarketError):
    """A file is not a list of packing problems."""

    code = "planning.unreadable_packing"
    message = _("Line %(line)s is not a packing problem: %(problem)s")
