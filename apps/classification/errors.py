"""Classification · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, MarketError, NotFound


class CodeUnknown(InvalidInput):
    code = "classification.code_unknown"

    def __init__(self, *, hs_code: str, edition: str) -> None:
        MarketError.__init__(self, field="hs_code", hs_code=hs_code, edition=edition)

    message = _("%(hs_code)s is no subheading of %(edition)s. Give six digits that the nomenclature lists.")

    def text(self) -> str:
        return str(self.message) % self.data


class NationalCodeUnknown(CodeUnknown):
    code = "classification.national_code_unknown"
    message = _("%(hs_code)s is not below the product's six digits in %(edition)s. Choose one of the lines shown.")


class GoodsUnknown(NotFound):
    code = "classification.goods_unknown"


class NotConfirmed(Conflict):
    code = "classification.not_confirmed"
    message = _("Confirm the six digits first; a country's own digits follow from them.")


class NothingToWithdraw(Conflict):
    code = "classification.nothing_to_withdraw"
    message = _("There is no confirmation to take back any more. Reload the page to see where things stand.")


class NoTree(InvalidInput):
    code = "classification.no_tree"

    def __init__(self, *, country: str) -> None:
        MarketError.__init__(self, field="destination", country=country)

    message = _("No national tree of %(country)s is loaded, so there is nothing to choose from yet.")

    def text(self) -> str:
        return str(self.message) % self.data
