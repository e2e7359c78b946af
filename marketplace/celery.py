"""The Celery application."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, Task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")

app = Celery("portolan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

from marketplace.observability import tasks as _observed  # noqa: E402, F401


@app.on_after_finalize.connect
def refuse_unbound_tasks(sender: Celery, **_: Any) -> None:
    """Every task of ours says whether it is public or a vendor's: one that does not stops the worker.

    Raises:
        UnboundTask: a task was declared without public_task or vendor_task.
    """
    from apps.common.tasks import REGISTERED, UnboundTask

    tasks: dict[str, Task] = sender.tasks
    unbound = [name for name in tasks if not name.startswith("celery.") and name not in REGISTERED]
    if unbound:
        raise UnboundTask(", ".join(sorted(unbound)))
