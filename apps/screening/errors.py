"""Screening · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, NotFound


class ListInvalid(Exception):
    """A list cannot be read; nothing of it is kept, and the version before stays in use."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class ListsUnfit(Conflict):
    """A list is missing or was not asked for in days: nobody can be told clear."""

    code = "screening.lists_unfit"
    message = _("Nobody can be screened: these lists of denied parties are missing or too old: %(lists)s.")
    remedy = _("Load them with “load_screening_lists”; administration shows what was wrong the last time.")


class NotClear(Conflict):
    """A party of the order is, or may be, on a list. The vendor is not told which."""

    code = "screening.not_clear"
    message = _("This order is being checked by the marketplace. Nothing of it may be sent yet.")
    remedy = _("You will see on the order's page when it goes on.")


class ScreeningUnavailable(Conflict):
    """The same as ListsUnfit, for vendors, who can do nothing about it."""

    code = "screening.unavailable"
    message = _("Parcels cannot be labelled right now: the marketplace's trade compliance check is out of date.")
    remedy = _("The marketplace has been told. Try again later.")


class MatchUnknown(NotFound):
    code = "screening.match_unknown"
    message = _("There is no such match.")


class MatchDecided(Conflict):
    code = "screening.match_decided"
    message = _("This match was decided already: %(status)s.")
    remedy = _("Reload the page to see where things stand.")


class NothingProposed(Conflict):
    code = "screening.nothing_proposed"
    message = _("Nobody has proposed a decision yet, or somebody has taken it back.")
    remedy = _("Propose one; a second person confirms it.")


class OtherPersonNeeded(Forbidden):
    code = "screening.other_person_needed"
    message = _("A second person has to confirm this: you have proposed it.")


class OtherDecisionProposed(Conflict):
    code = "screening.other_decision_proposed"
    message = _("What was proposed has changed in the meantime. Reload the page to see it.")
