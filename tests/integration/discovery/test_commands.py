"""The commands say what they did; the invented world can be sold everywhere."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.catalog import operations as catalog
from apps.discovery.models import ListingCard, ListingText, SearchWord
from apps.discovery.operations import world as seeding
from apps.discovery.rules import world
from apps.markets import selectors as markets
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


def run(name, **options):
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_rebuild_fills_an_empty_read_model_and_counts_words(kiln, at):
    discovery.publish(kiln, [goods.product(), goods.product()], at=at)

    said = run("rebuild_listings", jobs=1)

    assert "2 products" in said
    assert ListingText.objects.count() == 2
    assert SearchWord.objects.get(language="en", word="mug").count == 2


def test_rebuild_drops_what_the_vendor_no_longer_has(kiln, at, enter):
    [ref] = discovery.listed(kiln, [goods.product()], at=at)
    with transaction.atomic(), enter(kiln):
        catalog.archive(ref.product_id, at=at)

    run("rebuild_listings", vendor="kiln", jobs=1)

    assert not ListingText.objects.exists()
    assert not ListingCard.objects.exists()


def test_drift_check_fails_until_it_repairs(kiln, at):
    discovery.listed(kiln, [goods.product()], at=at)
    assert "1 products compared, 0 differ" in run("check_drift")
    ListingText.objects.all().delete()

    with pytest.raises(CommandError):
        run("check_drift")
    assert "1 repaired" in run("check_drift", repair=True)
    assert "0 differ" in run("check_drift")


def test_invented_world_is_the_same_each_time_and_sold_in_every_market(kiln, at):
    drafts = world.drafts(0, 30, choices=seeding._first_choices())
    assert drafts == world.drafts(0, 30, choices=seeding._first_choices())
    assert drafts[:5] == world.drafts(0, 5, choices=seeding._first_choices())

    discovery.listed(kiln, drafts, at=at)

    assert ListingCard.objects.count() == 30 * len(markets.open_markets())
    assert not ListingCard.objects.filter(landed=None).exists()
