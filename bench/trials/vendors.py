"""bench · no app · trials of the fleet: making vendors' schemas and bringing them up to date."""

from __future__ import annotations

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied, copy_of
from bench.worlds import build
from bench.worlds.build import BASE, FLEET, Site

_VENDORS = 200
_SAMPLE = 10
_OWNER = {"PORTOLAN_DATABASE_ROLE": "owner"}


def provisioning(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A vendor's schema by replaying the template, and by django-tenants' create_schema."""
    found = asked(
        site, "bench.trials.provisioning", "Making vendors' schemas in both ways", "3" if is_whole else "1",
        environment={**copied(site, BASE), **_OWNER},
    )  # fmt: skip
    ours, theirs = (
        [figures.median([bill[at] for bill in found[whose]]) for at in (0, 1)] for whose in ("ours", "theirs")
    )
    outcome.findings += [
        gates.finding(
            "provisioning", "faster than create_schema of django-tenants, by the clock",
            figures.ratio(theirs[0], ours[0]), "×", bound=gates.PROVISION,
            lowest=min(figures.ratio(b[0], a[0]) for a, b in zip(found["ours"], found["theirs"], strict=True)),
            note=f"{ours[0]:.2f} s against {theirs[0]:.2f} s",
        ),
        shown(
            "provisioning", "cheaper in CPU", figures.ratio(theirs[1], ours[1]), "×",
            note=f"{ours[1]:.2f} s against {theirs[1]:.2f} s",
        ),
    ]  # fmt: skip


def migrating(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """200 vendors brought up to date by migrate_fleet, and a sample of others by migrate_schemas."""
    sample = _VENDORS if is_whole else _SAMPLE
    build.fleet(site, vendors=_VENDORS + sample, stock=sample)
    found = asked(
        site, "bench.trials.fleet", f"Migrating {_VENDORS} vendors in both ways", str(sample),
        environment={**copy_of(site, FLEET), **_OWNER, "DJANGO_SETTINGS_MODULE": "bench.fleet.settings"},
    )  # fmt: skip
    fleet, stock = found["fleet"], [value * _VENDORS / sample for value in found["stock"]]
    scaled = "" if is_whole else f"; the latter from {sample} vendors, times {_VENDORS // sample}"
    outcome.findings += [
        gates.finding(
            "fleet", "faster than migrate_schemas, by the clock", figures.ratio(stock[0], fleet[0]), "×",
            bound=gates.FLEET, note=f"{fleet[0]:.1f} s against {stock[0]:.0f} s for {_VENDORS} vendors{scaled}",
        ),
        shown(
            "fleet", "cheaper in CPU", figures.ratio(stock[1], fleet[1]), "×",
            note=f"{fleet[1]:.1f} s against {stock[1]:.0f} s",
        ),
        gates.finding("fleet", "vendors left behind", found["behind"], bound=gates.NONE),
    ]  # fmt: skip
