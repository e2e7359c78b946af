"""Aftersales · what can be refused: each says why, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class PiecesElsewhere(Conflict):
    code = "aftersales.pieces_elsewhere"
    message = _("Some of these pieces are in another return or claim by now, or paid back.")
    remedy = _("Wait until that one is decided; it is about the same pieces.")


class CaseUnknown(NotFound):
    code = "aftersales.unknown"
    message = _("There is no such return or claim.")


class NotSentYet(Conflict):
    code = "aftersales.not_sent_yet"
    message = _("The goods have not left the seller's house yet, so there is nothing to send back.")
    remedy = _("Ask the seller to cancel the order.")


class ReturnTooLate(Conflict):
    code = "aftersales.too_late"
    message = _("These goods could be returned until %(until)s. That day is over.")
    remedy = _("If something is wrong with them, say so as the reason: faults are not bound to that day.")


class NoReturns(Conflict):
    code = "aftersales.no_returns"
    message = _("The seller takes nothing back without a fault, and the law of your country does not ask for it.")
    remedy = _("If something is wrong with the goods, say so as the reason.")


class TooManyPieces(InvalidInput):
    code = "aftersales.too_many_pieces"

    def __init__(self, *, field: str, left: int) -> None:
        super().__init__(
            field=field,
            problem=_("Only %(left)s pieces of this line are not returned, refunded or claimed yet."),
            left=left,
        )


class RightOfWithdrawal(Conflict):
    code = "aftersales.right_of_withdrawal"
    message = _("The buyer has a right to this return by law (%(source)s). It cannot be refused.")
    remedy = _("Wait for the goods. If they come back worn, refuse the pieces when you have looked at them.")


class DifferenceUnderWay(Conflict):
    code = "aftersales.difference_under_way"
    message = _("The difference is being paid just now, or is paid.")
    remedy = _("Look here again in a few minutes.")


class NothingToPay(Conflict):
    code = "aftersales.nothing_to_pay"
    message = _("Nothing is to be paid for this exchange any more.")
    remedy = _("Look at the return to see where it stands.")


class SwapUnknown(InvalidInput):
    code = "aftersales.swap_unknown"

    def __init__(self, *, field: str) -> None:
        super().__init__(
            field=field, problem=_("Choose another version of the same goods, or get your money back instead.")
        )


class CountsDisagree(InvalidInput):
    code = "aftersales.counts_disagree"

    def __init__(self, *, field: str, quantity: int) -> None:
        super().__init__(
            field=field,
            problem=_("Say of all %(quantity)s pieces what becomes of them; zero is fine."),
            quantity=quantity,
        )


class EvidenceRefused(InvalidInput):
    code = "aftersales.evidence_refused"


class EvidenceMissing(Conflict):
    code = "aftersales.evidence_missing"
    message = _("A claim for damage needs a picture of it.")
    remedy = _("Ask the buyer for one, or add one yourself.")


class ClaimTooLate(Conflict):
    code = "aftersales.claim_too_late"
    message = _("The carrier heard claims for this parcel until %(until)s.")
    remedy = _("Close the claim. What the buyer gets does not depend on it.")


class TooMuchClaimed(InvalidInput):
    code = "aftersales.too_much_claimed"


class NoLabel(Conflict):
    code = "aftersales.no_label"
    message = _("No carrier is known here that brought these goods, so there is none to book for the way back.")
    remedy = _("Send the goods another way, and tell the tracking number here.")


class LabelNotNeeded(Conflict):
    code = "aftersales.label_not_needed"
    message = _("For this return there is no label: the buyer pays for the way back.")
    remedy = _("Send the goods as you like, and tell the tracking number here.")
