"""Classification · what can be refused."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, MarketError, NotFound, TranslatableText


class CodeUnknown(MarketError):
    code = "classification.code_unknown"
    status = 422
    message: ClassVar[TranslatableText] = _(
        "%(hs_code)s is no subheading of %(edition)s. Give six digits that the nomenclature lists."
    )

    def __init__(self, *, hs_code: str, edition: str) -> None:
        super().__init__(field="hs_code", hs_code=hs_code, edition=edition)


class NationalCodeUnknown(MarketError):
    code = "classification.national_code_unknown"
    status = 422
    message = _("%(hs_code)s is not below the product's six digits in %(edition)s. Choose one of the lines shown.")

    def __init__(self, *, national_code: str, edition: str) -> None:
        super().__init__(field="code", hs_code=national_code, edition=edition)


class NoTree(MarketError):
    code = "classification.no_tree"
    status = 422
    message = _("No national tree of %(country)s is loaded, so there is nothing to choose from yet.")

    def __init__(self, *, country: str) -> None:
        super().__init__(field="destination", country=country)


class GoodsUnknown(NotFound):
    code = "classification.goods_unknown"


class NothingToWithdraw(Conflict):
    code = "classification.nothing_to_withdraw"
    message = _("There is no confirmation to take back any more. Reload the page to see where things stand.")
