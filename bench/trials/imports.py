"""bench · no app · the trial of a large import."""

from __future__ import annotations

from bench import dataset, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site


def importing(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """10,000 products of two variants in one sheet: checked, then applied, all or nothing."""
    around = copied(site, BASE)
    found = asked(site, "bench.trials.importing", "Importing 10,000 products", environment=around)
    subject, products = "import of 10,000 products", dataset.PRODUCTS
    missing = abs(products - found["new"]) + abs(products - found["published"]) + found["findings"]
    check_s, apply_s = found["check_cpu_s"], found["apply_cpu_s"]
    listing_s = found["relay_cpu_ms"] * found["events"] / 1000
    outcome.findings += [
        gates.finding(
            subject, "CPU of checking and applying", check_s + apply_s, "s",
            bound=gates.IMPORT_CPU_S, note=f"{check_s:.1f} s to check, {apply_s:.1f} s to apply",
        ),
        gates.finding(subject, "products that are missing or have findings", missing, bound=gates.NONE),
        shown(subject, "by the clock", found["wall_s"], "s"),
        shown(
            subject, "CPU of the relay until all are listed", listing_s, "s",
            note=f"{found['events']} events of {found['relay_cpu_ms']:.1f} ms, from all {found['listed_events']} "
            f"of {found['listed']} products",
        ),
    ]  # fmt: skip
