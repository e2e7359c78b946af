"""Tariffs · administration · what changes on a day: totals before and after, charges that differ, as page and CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common import clock
from apps.common.admin import staff_site
from apps.common.admin_forms import framed
from apps.common.errors import MarketError
from apps.common.spreadsheets import as_text
from apps.tariffs.selectors import flips, life
from apps.tariffs.selectors.flips import ChangedLine, Flip, Sample
from apps.tariffs.selectors.lenses import NOW, Supposed
from apps.tariffs.selectors.places import chain_of, destinations
from apps.tariffs.types import AssessmentLine

USUAL = ("DE", "GB", "US")
WIDTH, BAR, GAP = 320, 14, 4
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
_SAMPLES = [("baskets", gettext_lazy("Shipped baskets")), ("recent", gettext_lazy("The newest purchases"))]


class Json(forms.JSONField):
    """JSON that may be left out."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class AskedForm(forms.Form):
    """Which days, destinations and goods."""

    on = forms.DateField(label=gettext_lazy("What changes on"), widget=_DAY)
    before = forms.DateField(label=gettext_lazy("Compared with (empty: the day before)"), required=False, widget=_DAY)
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Destinations"), required=False, widget=forms.SelectMultiple({"size": 6})
    )
    samples = forms.MultipleChoiceField(
        label=gettext_lazy("Goods"), choices=_SAMPLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(
        label=gettext_lazy("How many purchases"), min_value=1, max_value=flips.MOST, required=False
    )
    typed = Json(
        label=gettext_lazy("Other goods, in the JSON form of “manage.py assess”"), required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    drafts = forms.MultipleChoiceField(
        label=gettext_lazy("As if these drafts were in force"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, waiting: Sequence[life.Waiting], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        choices = {
            "to": [(code, code) for code in destinations()],
            "drafts": [(f"{one.kind}/{one.row.pk}", one.row.pk) for one in waiting],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = found
        if not waiting:
            del self.fields["drafts"]


@dataclass(frozen=True)
class Bars:
    """What a sample owes before and after, as lengths: its share of the goods' value, against the largest share."""

    flip: Flip
    before: str
    after: str
    before_share: Decimal | None
    after_share: Decimal | None
    top: int


@permission_required("tariffs.view_measure", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    """The question, and where it is asked, its answer; with `?format=csv` the answer as a table."""
    today = clock.now().date()
    waiting = life.waiting(most=life.SHOWN)
    usual = {"on": _next_change(today), "to": USUAL, "samples": ["baskets"], "most": 20}
    form = framed(AskedForm(request.GET if "on" in request.GET else None, waiting=waiting, initial=usual))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        after, to = asked["on"], asked["to"] or USUAL
        before = asked["before"] or after - timedelta(days=1)
        supposed = [one.row for one in waiting if f"{one.kind}/{one.row.pk}" in asked.get("drafts", ())]
        try:
            samples = _samples(asked, to, today)
        except MarketError as refused:
            form.add_error("typed", f"{refused.field}: {refused.text()}" if refused.field else refused.text())
        else:
            lens = Supposed(supposed) if supposed else NOW
            found = list(flips.flips(samples, before=before, after=after, lens=lens))
            if request.GET.get("format") == "csv":
                return _csv(found, before, after)
            context |= _answer(found, before, after, to, supposed)
            context["csv_query"] = f"{request.GET.urlencode()}&format=csv"
    context = {**staff_site.each_context(request), "title": _("What changes on a day"), **context}
    return TemplateResponse(request, "admin/tariffs/flips.html", context, status=422 if form.errors else 200)


def _samples(asked: dict[str, Any], to: Sequence[str], today: date) -> list[Sample]:
    found: list[Sample] = []
    if asked["typed"]:
        found += flips.typed(asked["typed"], today=today)
    if "baskets" in asked["samples"] or not (asked["samples"] or found):
        found += flips.baskets(to, today=today)
    if "recent" in asked["samples"]:
        found += flips.recent(asked["most"] or 20, asked["to"])
    return found[: flips.MOST]


def _answer(
    found: list[Flip], before: date, after: date, to: Sequence[str], supposed: Sequence[Any]
) -> dict[str, Any]:  # fmt: skip
    changed = [flip for flip in found if flip.is_changed]
    chain = sorted({place for code in to for place in chain_of(code)})
    rules = life.beginning(min(before, after), max(before, after), chain=chain)
    bars = _bars(changed)
    return {
        "before": before,
        "after": after,
        "asked": found,
        "changed": changed,
        "bars": bars,
        "width": WIDTH,
        "height": len(bars) * (2 * BAR + 3 * GAP),
        "bar": BAR,
        "rules": rules,
        "supposed": supposed,
    }


def _bars(changed: Sequence[Flip]) -> list[Bars]:
    shares = [(_share(flip, flip.before), _share(flip, flip.after)) for flip in changed]
    largest = max((share for pair in shares for share in pair if share is not None), default=Decimal(0)) or Decimal(1)
    return [
        Bars(flip, _length(one, largest), _length(other, largest), one, other, number * (2 * BAR + 3 * GAP))
        for number, (flip, (one, other)) in enumerate(zip(changed, shares, strict=True))
    ]


def _share(flip: Flip, assessment: Any) -> Decimal | None:
    if assessment is None or not flip.goods.amount:
        return None
    return (100 * Decimal(assessment.payable.amount) / Decimal(flip.goods.amount)).quantize(Decimal("0.1"))


def _length(share: Decimal | None, largest: Decimal) -> str:
    return format(((share or 0) * WIDTH / largest).quantize(Decimal(1)), "f")


def _next_change(today: date) -> date:
    """The next day on which a rule begins or ends; tomorrow where none is known."""
    return life.next_change(today) or today + timedelta(days=1)


def _csv(found: Sequence[Flip], before: date, after: date) -> HttpResponse:
    text = StringIO()
    out = csv.writer(text)
    out.writerow(["goods", "from", "to", "currency", f"total {before}", f"total {after}", "difference", "charge",
                  "line", f"amount {before}", f"rule {before}", f"source {before}", f"amount {after}", f"rule {after}",
                  f"source {after}"])  # fmt: skip
    for flip in found:
        sent = flip.sample.consignment
        head = [as_text(flip.sample.label), sent.ship_from, sent.ship_to, sent.currency,
                flip.before.payable.amount if flip.before else as_text(flip.before_problem),
                flip.after.payable.amount if flip.after else as_text(flip.after_problem),
                flip.difference.amount if flip.difference is not None else ""]  # fmt: skip
        for changed in flip.lines or (None,):
            out.writerow([*head, *_cells(changed)])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="changes-{after}.csv"'
    return answer


def _cells(changed: ChangedLine | None) -> list[str]:
    if changed is None:
        return [""] * 8
    return [changed.line.label, as_text(changed.goods), *_side(changed.before), *_side(changed.after)]


def _side(line: AssessmentLine | None) -> list[str]:
    return [str(line.amount.amount), line.rule_id, line.source_title] if line else ["", "", ""]
