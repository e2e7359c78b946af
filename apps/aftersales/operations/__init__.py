"""Aftersales · writes, by subject · vendor's schema."""

from .asking import ask_for_return, call_off, take_undelivered
from .charged import forgo_exchange, lapse_charge, take_charge
from .charging import charge_checkout, charge_now
from .claiming import claim, claim_for_parcel, close_claim, submit_claim
from .compensating import accept_claim, ask_for_more, note_paid, reject_claim
from .deciding import approve, inspect, refuse, waive
from .disputing import dispute_claim, dispute_return, rule_on_claim, rule_on_return
from .evidence import add_evidence
from .following import follow_back
from .labelling import print_return_label
from .lapsing import lapse_replacement
from .policy import set_policy
from .remedying import refund_claim, refuse_claim, reopen_claim, resend_claim
from .returning import arrive_at_hub, expire, forward_from_hub, receive, send_back
from .settling import settle, settle_anew

__all__ = [
    "accept_claim",
    "add_evidence",
    "approve",
    "arrive_at_hub",
    "ask_for_more",
    "ask_for_return",
    "call_off",
    "charge_checkout",
    "charge_now",
    "claim",
    "claim_for_parcel",
    "close_claim",
    "dispute_claim",
    "dispute_return",
    "expire",
    "follow_back",
    "forgo_exchange",
    "forward_from_hub",
    "inspect",
    "lapse_charge",
    "lapse_replacement",
    "note_paid",
    "print_return_label",
    "receive",
    "refund_claim",
    "refuse",
    "refuse_claim",
    "reject_claim",
    "reopen_claim",
    "resend_claim",
    "rule_on_claim",
    "rule_on_return",
    "send_back",
    "set_policy",
    "settle",
    "settle_anew",
    "submit_claim",
    "take_charge",
    "take_undelivered",
    "waive",
]
