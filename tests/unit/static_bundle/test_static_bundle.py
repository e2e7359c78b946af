"""Style sheets reach the browser as one minified file with a name that changes with any of its parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from marketplace.static_bundle import BundledStaticStorage


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source folder with a sheet that imports another, which uses a picture."""
    folder = tmp_path / "source"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_text('@layer base;\n@import "card.css" layer(base);\n')
    (folder / "css" / "card.css").write_text(
        '.card {\n  margin-inline-start: 1rem;\n  background: url("../img/sea.svg");\n}\n' + "/* filler */" * 50
    )
    (folder / "img").mkdir()
    (folder / "img" / "sea.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


def collect(source: Path, target: Path) -> str:
    """Copy and process as collectstatic does; the hashed name of the bundle."""
    storage = BundledStaticStorage(location=str(target), base_url="/static/")
    finder = FileSystemStorage(location=str(source))
    paths = {}
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        name = file.relative_to(source).as_posix()
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(file.read_bytes())
        paths[name] = (finder, name)
    for name, _, processed in storage.post_process(paths):
        if isinstance(processed, Exception):
            raise AssertionError(name) from processed
    manifest = json.loads((target / "staticfiles.json").read_text())
    return str(manifest["paths"]["css/site.css"])


def test_imports_are_inlined_minified_and_their_pictures_hashed(source, tmp_path):
    bundle = (tmp_path / "static" / collect(source, tmp_path / "static")).read_text()
    assert "@import" not in bundle
    assert "margin-inline-start:1rem" in bundle
    assert "filler" not in bundle
    assert "../img/sea." in bundle
    assert "sea.svg" not in bundle


def test_the_name_changes_with_an_imported_part_although_the_index_does_not(source, tmp_path):
    before = collect(source, tmp_path / "static")
    part = source / "css" / "card.css"
    part.write_text(part.read_text().replace("1rem", "2rem"))
    after = collect(source, tmp_path / "static")
    assert after != before
    assert "margin-inline-start:2rem" in (tmp_path / "static" / after).read_text()


def test_only_names_that_pages_link_to_are_compressed(source, tmp_path):
    rules = "".join(f".card-{n} {{ margin-inline: {n}px }}" for n in range(200))
    (source / "css" / "card.css").write_text(rules)
    linked = collect(source, tmp_path / "static")
    assert (tmp_path / "static" / f"{linked}.br").exists()
    assert (tmp_path / "static" / f"{linked}.gz").exists()
    assert not list((tmp_path / "static" / "css").glob("card.css.*"))


def test_what_is_compressed_already_is_left_alone(source, tmp_path):
    rules = "".join(f".card-{n} {{ margin-inline: {n}px }}" for n in range(200))
    (source / "css" / "card.css").write_text(rules)
    compressed = tmp_path / "static" / f"{collect(source, tmp_path / 'static')}.gz"
    before = compressed.stat().st_mtime_ns
    collect(source, tmp_path / "static")
    assert compressed.stat().st_mtime_ns == before


def test_a_sheet_that_imports_a_missing_file_is_named(source, tmp_path):
    (source / "css" / "card.css").unlink()
    with pytest.raises(ValueError, match=r"css/site\.css cannot be bundled"):
        collect(source, tmp_path / "static")
