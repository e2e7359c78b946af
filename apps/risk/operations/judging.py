"""Risk · judging an attempt before it is made, and a payment once its money is promised · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from djmoney.money import Money

from apps.common.money import rounded, to_minor
from apps.common.transactions import transaction_required
from apps.common.writing import insert_together
from apps.currencies import selectors as currencies
from apps.outbox import operations as outbox
from apps.payouts import operations as paying_out
from apps.payouts import selectors as payouts
from apps.risk.events import Cleared
from apps.risk.models import Decision, Signal
from apps.risk.rules import anomaly, features, judging, keys
from apps.risk.selectors import facts as known
from apps.risk.selectors import queue
from apps.risk.types import (
    Action,
    Attempt,
    Card,
    Fact,
    Facts,
    Mode,
    Share,
    SignalKind,
    SignalOutcome,
    Stage,
    Verdict,
)
from apps.vendors import selectors as vendors

from .learning import add_to_tallies
from .reviewing import hold

_CARD_KINDS = (SignalKind.CARD, SignalKind.BIN)


def assess(attempt: Attempt, *, at: datetime) -> Verdict:
    """Judge an attempt to pay. One statement; nothing is written before `record`."""
    digests = keys.digests(attempt, key=_key())
    counts, norms = known.read_signals(digests, features.scopes_of(attempt.shares), at=at)
    facts = features.counted(features.stated(attempt), attempt.shares, counts, norms)
    return _verdict(Stage.ATTEMPT, facts, digests, attempt.shares, at=at, session_id=attempt.session_id)


@transaction_required
def record(verdict: Verdict, *, intent_id: UUID | None, at: datetime) -> Decision:
    """Keep what was decided, with its facts and versions, and the attempt's traces. One statement."""
    row, *traces = drafted(verdict, intent_id=intent_id, at=at)
    insert_together([row, *traces])
    return row


def drafted(verdict: Verdict, *, intent_id: UUID | None, at: datetime) -> tuple[Decision, *tuple[Signal, ...]]:
    """As `record`, for a caller that writes the rows together with what was judged."""
    outcome = SignalOutcome.BLOCKED if verdict.action is Action.BLOCK else SignalOutcome.TRIED
    traces = _signals(verdict.keys, outcome, amount=verdict.facts["amount"], at=at)
    return _row(verdict, intent_id=intent_id, at=at), *traces


@transaction_required
def judge_payment(intent_id: UUID, *, purchase_id: UUID, card: Card | None, at: datetime) -> Action:
    """Judge a purchase whose money is promised: clear it, or hold its orders for a person. Twice is once.

    One whose attempt was never judged, as of an import, is cleared.
    """
    if (done := queue.payment_of(intent_id)) is not None:
        return Action(done.action)
    attempt = queue.attempt_of(intent_id)
    if attempt is None:
        outbox.emit(Cleared(intent_id=intent_id, purchase_id=purchase_id), at=at)
        return Action.ALLOW
    shares = tuple(Share.from_json(share) for share in attempt.shares)
    digests = _digests_of(attempt, card)
    counts, norms = known.read_signals(digests, features.scopes_of(shares), at=at)
    told = {name: attempt.facts[name] for name in features.STATED if name in attempt.facts}
    told |= {"was_challenged": attempt.action == Action.STEP_UP, **_about_team(digests, shares, at=at)}
    if card is not None and card.country:
        told["card_country"] = card.country
    verdict = _verdict(Stage.PAYMENT, features.counted(told, shares, counts, norms), digests, shares, at=at)
    decision = _row(verdict, intent_id=intent_id, at=at)
    amount = verdict.facts["amount"]
    traces = _signals(digests, SignalOutcome.PAID, amount=amount, at=at)
    insert_together([decision, *traces, *_first_seen(digests, amount=amount, at=at)])
    add_to_tallies(shares, day=at.date())
    if verdict.action.strength >= Action.REVIEW.strength:
        hold(decision, purchase_id=purchase_id, vendor_ids=[share.vendor_id for share in shares], at=at)
    else:
        outbox.emit(Cleared(intent_id=intent_id, purchase_id=purchase_id), at=at)
    return verdict.action


@transaction_required
def judge_payout(payout_id: UUID, *, at: datetime) -> Action:
    """Judge a payout that waits for staff; what a person should see first keeps its vendor's payouts back.

    A vendor that is held already stays so for the reason that is written there.

    Raises:
        PayoutUnknown: there is none.
        RateMissing: nobody has said yet what its currency is worth.
    """
    payout = payouts.payout(payout_id)
    worth = currencies.rate_table(at.date()).convert(payout.money, settings.BOOK_CURRENCY)
    shares = (Share(payout.vendor_id, Decimal(0)),)
    _, norms = known.read_signals({}, features.scopes_of(shares), at=at)
    told: dict[str, Fact] = {"amount": 0.0, "payout_amount": float(worth.amount)}
    if payout.account is not None:
        told["payout_account_age_h"] = round((at - payout.account.made_at).total_seconds() / 3600, 1)
    verdict = _verdict(Stage.PAYOUT, features.counted(told, shares, {}, norms), {}, shares, at=at)
    _row(verdict, intent_id=None, at=at).save(force_insert=True)
    if verdict.action.strength >= Action.REVIEW.strength and not payouts.terms(payout.vendor_id).hold_reason:
        rules = ", ".join(hit.name for hit in verdict.hits if not hit.is_shadow)
        reason = f"Risk, payout {payout.reference}: {rules}"[:200]
        paying_out.hold(payout.vendor_id, reason=reason, by=None, at=at)
    return verdict.action


@transaction_required
def note_decline(intent_id: UUID, *, card: Card | None, at: datetime) -> None:
    """Keep that an attempt was declined, with its card where the provider tells it."""
    attempt = queue.attempt_of(intent_id)
    if attempt is None:
        return
    digests, amount = _digests_of(attempt, card), attempt.facts["amount"]
    declined = _signals(digests, SignalOutcome.DECLINED, amount=amount, at=at)
    insert_together([*declined, *_first_seen(digests, amount=amount, at=at)])


@transaction_required
def note_given_back(intent_id: UUID, *, outcome: SignalOutcome, at: datetime) -> None:
    """Keep that a payment was refunded or disputed. Such signals bear the payment's instant: twice is once."""
    payment = queue.payment_of(intent_id)
    if payment is None:
        return
    digests = {int(kind): digest for kind, digest in payment.keys.items()}
    seen = Signal.objects.filter(
        kind__in=digests, digest__in=digests.values(), outcome=outcome, at=payment.decided_at
    ).exists()
    if digests and not seen:
        insert_together(_signals(digests, outcome, amount=payment.facts["amount"], at=payment.decided_at))


def _verdict(
    stage: Stage, facts: Facts, digests: Mapping[int, int], shares: Sequence[Share], *, at: datetime,
    session_id: UUID | None = None,
) -> Verdict:  # fmt: skip
    model = known.model_in_use()
    unusual = anomaly.score(facts, model.norms)
    whole: dict[str, Fact] = {**facts, "anomaly": unusual}
    hits = judging.judge(whole, known.rules_in_force(at=at))
    return Verdict(
        stage=stage,
        action=judging.action_of(hits, mode=Mode(settings.RISK_MODE)),
        score=judging.score_of(hits),
        anomaly=unusual,
        hits=tuple(hits),
        facts=whole,
        keys=dict(digests),
        model_version=model.version,
        session_id=session_id,
        shares=tuple(shares),
    )


def _row(verdict: Verdict, *, intent_id: UUID | None, at: datetime) -> Decision:
    return Decision(
        stage=verdict.stage,
        action=verdict.action,
        score=verdict.score,
        anomaly=verdict.anomaly,
        hits=[hit.as_json() for hit in verdict.hits],
        facts=dict(verdict.facts),
        keys={str(kind): digest for kind, digest in verdict.keys.items()},
        shares=[share.as_json() for share in verdict.shares],
        model_version=verdict.model_version,
        session_id=verdict.session_id,
        intent_id=intent_id,
        decided_at=at,
    )


def _signals(digests: Mapping[int, int], outcome: SignalOutcome, *, amount: Fact, at: datetime) -> list[Signal]:
    card, door = digests.get(SignalKind.CARD), digests.get(SignalKind.ADDRESS)
    units = to_minor(rounded(Money(Decimal(str(amount)), settings.BOOK_CURRENCY)))
    return [
        Signal(
            kind=kind,
            outcome=outcome,
            digest=digest,
            partner=door if kind in _CARD_KINDS else card,
            amount=units,
            at=at,
        )
        for kind, digest in digests.items()
    ]


def _first_seen(digests: Mapping[int, int], *, amount: Fact, at: datetime) -> list[Signal]:
    """A card is known only after the attempt: it was tried all the same."""
    return [
        signal for signal in _signals(digests, SignalOutcome.TRIED, amount=amount, at=at) if signal.kind in _CARD_KINDS
    ]


def _digests_of(attempt: Decision, card: Card | None) -> dict[int, int]:
    digests = {int(kind): digest for kind, digest in attempt.keys.items()}
    if card is None or not settings.RISK_KNOWS_CARDS:
        return digests
    return digests | keys.digests_of_card(card, key=_key())


def _about_team(digests: Mapping[int, int], shares: Sequence[Share], *, at: datetime) -> dict[str, Fact]:
    """Whether the buyer works for one of the vendors, or shares card, browser or door with somebody who does."""
    people = vendors.team_people([share.vendor_id for share in shares])
    mailboxes = {keys.digest(SignalKind.EMAIL, keys.mailbox(email), key=_key()) for _, email in people}
    persons = {keys.digest(SignalKind.PERSON, str(person), key=_key()) for person, _ in people if person}
    is_own = digests.get(SignalKind.EMAIL) in mailboxes or digests.get(SignalKind.PERSON) in persons
    return {"is_own_team": is_own, "shares_with_team": not is_own and known.meets(digests, mailboxes, at=at)}


def _key() -> bytes:
    return str(settings.RISK_HASH_KEY).encode()
