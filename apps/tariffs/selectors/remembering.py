"""Tariffs · what was owed, reckoned again by the rules as they were known then · public schema."""

from __future__ import annotations

from apps.tariffs.errors import DatumMissing
from apps.tariffs.models import RuleRevision
from apps.tariffs.types import Assessment, Consignment
from apps.tariffs.types.rulebook import hashes_of

from . import books
from .assessing import assess
from .editions import Edition
from .lenses import Past


def again(consignment: Consignment, stored: Assessment) -> Assessment:
    """The assessment of an earlier day made anew: the same bytes, whatever became of the rules since.

    Its hash of the rules leads to the revision that it was made by; later changes of rules and sources are undone,
    rows that came to be known later are left out. Groups of countries and places are read as they are now.

    Raises:
        DatumMissing: no revision has that hash.
    """
    wanted, others = hashes_of(stored.rule_set.split("+")[0])
    where = {"region": consignment.region, "postcode": consignment.postcode}
    revisions = RuleRevision.objects.order_by("-pk").values_list("pk", "editions", "created_at")
    for revision, places, at in revisions.iterator(chunk_size=20):
        edition = Edition(revision, places)
        known = books.digest_at(edition, consignment.ship_to, stored.as_of, **where)
        theirs = {country: books.digest_at(edition, country, stored.as_of) for country in others}
        if (known, theirs) == (wanted, others):
            rates = {used.rate_id for used in stored.exchange if used.rate_id}
            return assess(consignment, as_of=stored.as_of, lens=Past(edition, at, rates))
    raise DatumMissing(datum=f"the rules {wanted[:12]}", field="rule_set")
