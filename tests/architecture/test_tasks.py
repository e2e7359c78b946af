"""Every task says whose it is, and the clock calls only tasks that exist."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from apps.common import tasks
from apps.common.tasks import REGISTERED, UnboundTask
from marketplace import celery

APPS = Path(settings.BASE_DIR) / "apps"


@pytest.fixture(scope="module", autouse=True)
def _discovered() -> None:
    celery.app.loader.import_default_modules()


def ours() -> set[str]:
    return {name for name in celery.app.tasks if not name.startswith("celery.")}


def test_every_task_is_public_or_a_vendor_s() -> None:
    assert ours()
    assert ours() <= set(REGISTERED)
    assert set(REGISTERED.values()) <= {"public", "vendor"}
    celery.refuse_unbound_tasks(celery.app)


def test_names_of_tasks_begin_with_their_app() -> None:
    known = {name.removeprefix("apps.") for name in settings.INSTALLED_APPS if name.startswith("apps.")}
    assert [name for name in ours() if name.count(".") != 1 or name.split(".")[0] not in known] == []


def test_a_worker_with_a_task_that_says_neither_does_not_start() -> None:
    app = Celery("stray", set_as_current=False)

    @app.task(name="stray.do_anything", shared=False)
    def do_anything() -> None: ...

    with pytest.raises(UnboundTask, match=r"stray\.do_anything"):
        celery.refuse_unbound_tasks(app)


def test_the_clock_calls_tasks_that_exist_and_are_public() -> None:
    """A vendor's task cannot be due by the clock: it would not know whose it is."""
    for entry, due in settings.CELERY_BEAT_SCHEDULE.items():
        assert due["task"] in ours(), entry
        assert REGISTERED[due["task"]] == "public", entry


def test_a_task_is_declared_nowhere_but_in_a_module_of_tasks() -> None:
    for name in ours():
        module = celery.app.tasks[name].run.__wrapped__.__module__.split(".")
        assert module[:1] == ["apps"], name
        assert "tasks" in module, name
    assert tasks.REGISTERED is REGISTERED


def test_a_task_that_is_looked_up_by_name_is_known_in_every_process() -> None:
    """Only a worker imports all tasks. In a web process it is the app's own ready() that makes its tasks known."""
    texts = {path: path.read_text(encoding="utf-8") for path in APPS.rglob("*.py")}
    woken = {name: path for path, text in texts.items() if "app.tasks" in text for name in _looked_up(ast.parse(text))}
    assert woken
    assert {name: path for name, path in woken.items() if name not in ours()} == {}
    assert {name: path for name, path in woken.items() if not _is_ready(name.split(".")[0])} == {}


def _looked_up(module: ast.Module) -> list[str]:
    """What stands in the brackets of `current_app.tasks[...]`."""
    found = (node for node in ast.walk(module) if isinstance(node, ast.Subscript))
    return [
        ast.literal_eval(node.slice)
        for node in found
        if ast.unparse(node.value) in ("current_app.tasks", "celery.current_app.tasks", "app.tasks")
    ]


def _is_ready(app: str) -> bool:
    module = ast.parse((APPS / app / "apps.py").read_text())
    ready = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name == "ready"]
    imports = (node for one in ready for node in ast.walk(one) if isinstance(node, ast.ImportFrom))
    return any(
        alias.name == "tasks" and node.level == 1 and not node.module for node in imports for alias in node.names
    )
