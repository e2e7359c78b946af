"""Planning · `manage.py slot_warehouse`: where goods should lie, and what that spares on unseen orders."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.errors import MarketError
from apps.planning.slotting import learning, moves, picture, popularity, reading
from apps.planning.slotting.reading import Columns, History
from apps.planning.slotting.types import Floor, Order
from apps.planning.slotting.walking import mean_walk_m

_RECENT = 2000


class Command(BaseCommand):
    help = (
        "Learn slots from the earlier orders of a file (CSV or Parquet, a row for each good of an order) and tell how "
        "far pickers walk for the later ones, compared to goods at random, by name, and by popularity."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="ORDERS")
        parser.add_argument(
            "--aisles", type=int, default=20, help="of the warehouse (default 20), as long as goods need"
        )
        parser.add_argument("--slot-m", type=float, default=1.0, help="length of a slot in metres (default 1)")
        parser.add_argument("--gap-m", type=float, default=4.0, help="from aisle to aisle in metres (default 4)")
        parser.add_argument(
            "--unseen", type=float, default=0.25, help="part of the orders, the latest, to try on (0.25)"
        )
        parser.add_argument("--cpu-seconds", type=float, default=12.0, help="CPU time for the search (default 12)")
        parser.add_argument("--seed", type=int, default=1)
        for name, default in vars(Columns()).items():
            parser.add_argument(f"--{name}", default=default, metavar="COLUMN", help=f"(default {default})")
        parser.add_argument("--goods", default=r"\d{5}", help=r"how names of goods begin, a pattern (default \d{5})")
        parser.add_argument("--minutes-per-swap", type=float, default=6.0, help="work of one swap (default 6)")
        parser.add_argument("--days", type=float, default=60.0, help="a swap has to pay for itself within (default 60)")
        parser.add_argument(
            "--moves", type=Path, metavar="FILE.csv", help="write the swaps that do, from slots by name"
        )
        parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="write the floor as a picture")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["unseen"] < 1:
            raise CommandError("--unseen: give a part between 0 and 1.")
        if options["aisles"] < 1:
            raise CommandError("--aisles: give 1 or more.")
        try:
            self._learn(options)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be used: {error.strerror}.") from error
        except MarketError as error:
            raise CommandError(error.text()) from error

    def _learn(self, options: dict[str, Any]) -> None:
        columns = Columns(*(options[name] for name in vars(Columns())))
        history = reading.read(options["file"], columns=columns, goods=_pattern(options["goods"]))
        goods = len(history.goods)
        floor = Floor(options["aisles"], -(-goods // options["aisles"]), options["slot_m"], options["gap_m"])
        cut = int(len(history.orders) * (1 - options["unseen"]))
        past, unseen = history.orders[:cut], history.orders[cut:]
        if not past or not unseen:
            raise CommandError("There are too few orders to learn from some and try on others.")
        self.stdout.write(
            f"{goods} goods, {floor.aisles} aisles of {floor.slots_per_aisle} slots; learned from {len(past)} orders "
            f"until {past[-1].at:%Y-%m-%d}, tried on the {len(unseen)} after"
        )
        learned = learning.learn(floor, past, goods=goods, cpu_s=options["cpu_seconds"], seed=options["seed"])
        by_name = np.arange(goods)
        ways = {
            "at random": learning.at_random(goods=goods, seed=options["seed"]),
            "by name": by_name,
            "by popularity within aisles": learning.by_popularity(past, goods=goods),
            "learned": learned.slot_of,
        }
        walked = {name: mean_walk_m(floor, slots, unseen) for name, slots in ways.items()}
        for name, metres in walked.items():
            change = 100 * (walked["learned"] / metres - 1)
            less = f"   learned slots: {change:+.1f} %" if name != "learned" else ""
            self.stdout.write(f"{name:<30}{metres:>9.1f} m an order{less}")
        self.stdout.write(f"orders weigh half after {learned.half_life_days:g} days")
        if options["moves"]:
            self._write_moves(options, floor, history, past[-_RECENT:], learned.slot_of)
        if options["picture"]:
            asked = popularity.demand(unseen, np.ones(len(unseen)), goods=goods)
            title = (
                f"{goods} goods in {floor.aisles} aisles: the darker, the more often picked. The bench is the red dot."
            )
            options["picture"].write_text(picture.drawn(floor, learned.slot_of, asked, title=title), encoding="utf-8")
            self.stdout.write(f"picture written to {options['picture']}")

    def _write_moves(
        self, options: dict[str, Any], floor: Floor, history: History, recent: Sequence[Order], wanted: Any
    ) -> None:
        found = moves.worthwhile(
            floor,
            np.arange(len(history.goods)),
            wanted,
            recent,
            minutes_per_swap=options["minutes_per_swap"],
            within_days=options["days"],
        )
        with options["moves"].open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["item", "with", "saved_m_per_day", "pays_back_days"])
            for move in found:
                other = history.goods[move.other] if move.other >= 0 else ""
                figures = (f"{move.saved_m_per_day:.1f}", f"{move.pays_back_days:.1f}")
                rows.writerow([history.goods[move.item], other, *figures])
        self.stdout.write(f"{len(found)} swaps pay for themselves within {options['days']:g} days: {options['moves']}")


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise CommandError(f"--goods: {error}.") from error
