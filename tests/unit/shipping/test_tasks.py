"""What a web process hands to workers by name is known there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ASKED = """
import django; django.setup()
from marketplace.celery import app
print([name for name in ("shipping.fold_told", "shipping.print_batch") if name not in app.tasks])
"""


def test_a_process_that_only_serves_pages_knows_the_tasks_that_it_names() -> None:
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "marketplace.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env=around, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip().splitlines()[-1] == "[]"
