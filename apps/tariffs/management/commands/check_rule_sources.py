"""Tariffs · `manage.py check_rule_sources`: which sources of rules nobody has looked at for too long."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.common import clock
from apps.tariffs.selectors import life
from apps.tariffs.types.life import STALE_AFTER


class Command(BaseCommand):
    help = (
        f"Name the sources that rules in use rest on and that were checked more than {STALE_AFTER.days} days ago, "
        "the oldest first. Ends with 1 if there are any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        states = life.source_states(clock.now().date())
        stale = [state for state in states if state.is_stale]
        for state in stale:
            row = state.source
            self.stdout.write(f"{row.checked_on}  {state.age.days:>4} days  {state.rule_count:>6} rules  {row.code}")
            self.stdout.write(f"{'':12}{row.title}  {row.url}".rstrip())
        used = sum(1 for state in states if state.rule_count)
        if stale:
            self.stderr.write(
                f"{len(stale)} of {used} sources are stale. Read each again; where it still says so, mark it in "
                "administration under «Sources of rules», else propose a change of its rules."
            )
            sys.exit(1)
        self.stdout.write(f"{used} sources, each checked within {STALE_AFTER.days} days.")
