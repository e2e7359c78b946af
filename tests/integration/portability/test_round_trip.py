"""A vendor leaves one installation and comes to another: the same rows, the same files, found by buyers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from apps.common.clock import now
from apps.portability.operations import exporting, importing
from apps.portability.types import Manifest

from . import world
from .conftest import Installations


@pytest.fixture(scope="module")
def archive(installations: Installations) -> Path:
    """The potter's archive."""
    path = installations.folder / "potter.zip"
    with installations.at("a"):
        exporting.export_vendor(world.SLUG, path=path, at=now())
    return path


def manifest_of(path: Path) -> Manifest:
    with zipfile.ZipFile(path) as package:
        return Manifest.from_json(json.loads(package.read("manifest.json")))


def test_what_was_exported_is_imported_elsewhere_and_exported_again_alike(
    installations: Installations, archive: Path, mailoutbox: list[Any]
) -> None:
    first = manifest_of(archive)
    again = installations.folder / "again.zip"
    with installations.at("b"):
        made = importing.import_vendor(archive, at=now())
        exporting.export_vendor(world.SLUG, path=again, at=now())
    second = manifest_of(again)

    loaded = {table.file for table in first.tables.values() if table.is_loaded}
    same = {name for name in first.files if name in loaded or name.startswith(("media/", "labels/", "readable/"))}
    assert {name: first.files[name] for name in same} == {name: second.files[name] for name in same}
    assert made.rows > 50
