"""bench · no app · an operation, and what there is to visit."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.visitor import Visitor


@dataclass(frozen=True)
class Goods:
    """Addresses to visit, what can be put into a cart (in the shop's own way of naming it), and words to look for."""

    lists: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    buyable: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


Act = Callable[[Visitor, Goods, random.Random], None]


@dataclass(frozen=True)
class Operation:
    """`first` is done once by each visitor before the count; `act` is what is counted.

    `alone` and `crowd` are how many are measured with one and with eight visitors, after about `warm_ups` that are not.
    """

    key: str
    title: str
    act: Act
    alone: int
    crowd: int
    first: Act | None = None
    warm_ups: int = 8
