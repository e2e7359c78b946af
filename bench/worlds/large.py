"""bench · no app · `bench.inside bench.worlds.large`: the world of `manage.py seed_world`, by several processes."""

from __future__ import annotations

from functools import partial

from apps.common.clock import now
from apps.discovery.operations import rebuild, world
from bench.worlds.crew import load_each


def main(vendors: str, listings: str) -> None:
    """Make so many vendors with so many products each."""
    load_each(partial(load_vendor, products=int(listings)), range(int(vendors)))
    rebuild.recount_words()


def load_vendor(number: int, *, products: int) -> int:
    """The world's n-th vendor with its goods; how many are new."""
    return world.seed_vendor(number, products=products, at=now())
