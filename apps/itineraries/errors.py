"""Itineraries · what is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class PlanUnknown(NotFound):
    code = "itineraries.plan_unknown"
    message = _("There is no such plan, or it is not yours to see.")


class QuestionImpossible(InvalidInput):
    code = "itineraries.question_impossible"


class PlanThere(Conflict):
    code = "itineraries.plan_there"
    message = _("This is planned already.")
    remedy = _("Open its plan, or end that first.")


class PlanClosed(Conflict):
    code = "itineraries.plan_closed"
    message = _("This plan has ended.")
    remedy = _("Make a new one.")


class WayGone(Conflict):
    code = "itineraries.way_gone"
    message = _("This way cannot be chosen any more: a leg has left, was closed, or other ways were looked for.")
    remedy = _("Look for ways again.")


class NotOffered(Conflict):
    code = "itineraries.not_offered"
    message = _("The seller has decided how the goods travel, or has not asked you yet.")


class NoWay(Conflict):
    code = "itineraries.no_way"
    message = _("No way leads from there to there within the timetables.")
    remedy = _("Choose other hubs, or ask the marketplace for another connection.")
