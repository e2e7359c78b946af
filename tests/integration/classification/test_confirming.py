"""Classification · from a new product to its confirmed code and back, on real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from apps.catalog import operations as catalog
from apps.catalog import selectors as products
from apps.catalog.types import ProductText
from apps.classification import operations, selectors
from apps.classification.errors import CodeUnknown, NationalCodeUnknown, NothingToWithdraw, NoTree
from apps.classification.models import Confirmation, Goods, LearnedIndex, NationalCode
from apps.classification.types import Basis, Reasoning, State
from apps.common.types import Actor, ActorKind
from tests.factories import catalog as build

pytestmark = pytest.mark.django_db
PERSON = Actor(ActorKind.VENDOR, "somebody")
TREE = b"""htsno,indent,description,units
6912.00,0,"Ceramic tableware, kitchenware:",
,1,Tableware and kitchenware:,
6912.00.20.00,2,Hotel or restaurant ware,doz. pcs.
,2,Other:,
6912.00.44.00,3,Mugs and other steins,doz. pcs.
6913.10,0,"Statuettes of porcelain:",
6913.10.10.00,1,Statues,No.
"""


def make(vendor: Any, enter: Any, at: Any, title: str = "Stoneware mug", **parts: Any) -> UUID:
    """A product without a code, as a draft."""
    texts = {"en": ProductText(title, "Told at length.")}
    with enter(vendor), transaction.atomic():
        draft = build.product(**{"texts": texts, "hs_code": "", "customs_description": "", **parts})
        return catalog.create_product(draft, at=at).product_id


def goods(product_id: UUID) -> Goods:
    return Goods.objects.get(product_id=product_id)


def code_of(vendor: Any, enter: Any, product_id: UUID) -> str:
    with enter(vendor):
        product = products.product_snapshot(product_id)
    assert product is not None
    return product.hs_code


def test_a_new_product_is_suggested_for_and_never_decided(
    index: LearnedIndex, kiln: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    told = make(kiln, enter, at)
    vague = make(kiln, enter, at, "Gift set")
    stated = make(kiln, enter, at, hs_code="691200")
    drain()
    assert goods(told).state == State.WAITING

    assert operations.judge_waiting(at=at) == 3
    assert operations.judge_waiting(at=at) == 0

    row = goods(told)
    assert row.state in {State.SUGGESTED, State.ASKED}
    assert row.suggestions[0]["code"] == "691200"
    assert {"stoneware", "mug"} <= set(row.suggestions[0]["words"])
    assert row.judged_by == index.checksum
    row = goods(vague)
    assert (row.state, row.missing, row.suggestions) == (State.ASKED, "article", [])
    assert set(row.vague) == {"gift", "set"}
    assert (goods(stated).state, goods(stated).suggestions[0]["code"]) == (State.STATED, "691200")
    assert code_of(kiln, enter, told) == ""
    assert not Confirmation.objects.exists()


def test_a_confirmation_gives_the_code_teaches_at_once_and_is_taken_back(
    index: LearnedIndex, kiln: Any, loom: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    first = make(kiln, enter, at, "Brulidine zarf")
    twin = make(kiln, enter, at, "zarf: BRULIDINE")
    elsewhere = make(loom, enter, at, "Brulidine zarf")
    drain()
    operations.judge_waiting(at=at)

    with enter(kiln), transaction.atomic():
        made = catalog.classify(
            first, hs_code="741810", why=Reasoning("3b", "Copper gives the character.", "a photograph"),
            vendor_id=kiln.pk, at=at, by=PERSON,
        )  # fmt: skip
    assert (made.hs_code, made.rule, made.basis, made.edition) == ("741810", "3b", Basis.PERSON, "HS 2022")
    assert (code_of(kiln, enter, first), goods(first).state) == ("741810", State.CONFIRMED)
    drain()
    selectors.forget_index()
    operations.judge_waiting(at=at)
    drain()

    assert (code_of(kiln, enter, twin), goods(twin).state) == ("741810", State.CONFIRMED)
    assert Confirmation.objects.get(product_id=twin).basis == Basis.IDENTICAL
    found, _checksum = selectors.suggest(goods(elsewhere).text)
    assert (found.candidates[0].code, found.candidates[0].kind) == ("741810", "confirmed")
    assert code_of(loom, enter, elsewhere) == ""

    with enter(kiln), transaction.atomic():
        catalog.declassify(Confirmation.objects.get(product_id=twin).public_id, vendor_id=kiln.pk, at=at, by=PERSON)
    drain()
    operations.judge_waiting(at=at)
    drain()
    assert (code_of(kiln, enter, twin), goods(twin).hs_code) == ("", "")
    assert goods(twin).state != State.CONFIRMED
    with pytest.raises(NothingToWithdraw), transaction.atomic():
        operations.withdraw(made.public_id, vendor_id=loom.pk, at=at, by=PERSON)
    assert Confirmation.objects.get(public_id=made.public_id).withdrawn_at is None


def test_what_the_nomenclature_does_not_have_is_refused_whole(
    kiln: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    product_id = make(kiln, enter, at)
    drain()
    with enter(kiln), pytest.raises(CodeUnknown, match="691299"), transaction.atomic():
        catalog.classify(product_id, hs_code="691299", why=Reasoning(), vendor_id=kiln.pk, at=at, by=PERSON)
    assert code_of(kiln, enter, product_id) == ""
    assert not Confirmation.objects.exists()


def test_another_code_replaces_the_one_before_and_both_are_told(
    kiln: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    product_id = make(kiln, enter, at)
    with enter(kiln), transaction.atomic():
        for code in ("691200", "691200", "691110"):
            catalog.classify(product_id, hs_code=code, why=Reasoning(), vendor_id=kiln.pk, at=at, by=PERSON)
    told = selectors.history(product_id, vendor_id=kiln.pk)
    assert [(one.hs_code, one.previous, one.withdrawn_at is None) for one in told] == [
        ("691110", "691200", True), ("691200", "", False),
    ]  # fmt: skip
    assert code_of(kiln, enter, product_id) == "691110"
    row = Confirmation.objects.get(withdrawn_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        columns = [field.attname for field in row._meta.concrete_fields if field.attname not in {"id", "public_id"}]
        Confirmation.objects.create(**{name: getattr(row, name) for name in columns})


def test_a_country_s_digits_are_chosen_in_its_tree_below_the_six(
    kiln: Any, loom: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    product_id = make(kiln, enter, at)
    with enter(kiln), transaction.atomic():
        catalog.classify(product_id, hs_code="691200", why=Reasoning(), vendor_id=kiln.pk, at=at, by=PERSON)
    choose = {"vendor_id": kiln.pk, "destination": "US", "at": at, "by": PERSON}
    with pytest.raises(NoTree), transaction.atomic():
        operations.choose_national_code(product_id, code="6912004400", **choose)
    with transaction.atomic():
        about = {"code": "US test", "country": "US", "title": "Test", "source": "a test", "listed_on": at.date()}
        assert operations.load_tree(TREE, at=at, **about) == 3
        assert operations.load_tree(TREE, at=at, **about) == 0
    shown = selectors.children("691200", "US")
    assert [(line.code, line.description) for line in shown] == [
        ("6912002000", "Tableware and kitchenware › Hotel or restaurant ware"),
        ("6912004400", "Tableware and kitchenware › Other › Mugs and other steins"),
    ]
    with pytest.raises(NationalCodeUnknown), transaction.atomic():
        operations.choose_national_code(product_id, code="6913101000", **choose)
    assert not NationalCode.objects.exists()
    with transaction.atomic():
        operations.choose_national_code(product_id, code="6912002000", **choose)
        operations.choose_national_code(product_id, code="6912004400", **choose)
    assert selectors.national_code(product_id, "US", vendor_id=kiln.pk) == "6912004400"
    assert selectors.national_code(product_id, "US", vendor_id=loom.pk) == ""
    assert NationalCode.objects.count() == 2
    with enter(kiln), transaction.atomic():
        catalog.classify(product_id, hs_code="691110", why=Reasoning(), vendor_id=kiln.pk, at=at, by=PERSON)
    assert selectors.national_code(product_id, "US", vendor_id=kiln.pk) == ""
