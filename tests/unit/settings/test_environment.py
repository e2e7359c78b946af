"""Settings from the environment fail loudly on a bad value."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings import environment as env


def test_a_database_address_is_taken_apart() -> None:
    parts = env.database("postgresql://me:p%40ss@db.example:5433/shop")

    assert parts == {"NAME": "shop", "USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"}


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "nonsense"])
def test_what_is_no_database_address_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.database(url)


@pytest.mark.parametrize("url", ["s3://bucket", "file://host/path", "/srv/media"])
def test_files_are_kept_in_a_folder_only(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.folder(url)


def test_a_folder_may_have_spaces() -> None:
    assert env.folder("file:///srv/my%20media") == "/srv/my media"


@pytest.mark.parametrize("written", ["{'platform': 1}", "[]", "{"])
def test_what_is_no_json_object_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PARTIES", "")
    assert env.document("PARTIES") == {}
    monkeypatch.setenv("PARTIES", written)
    with pytest.raises(ImproperlyConfigured, match="PARTIES"):
        env.document("PARTIES")


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("THE_KEY_FILE", str(tmp_path / "key"))

    assert env.text("THE_KEY") == "s3cret"


@pytest.mark.parametrize(("reader", "value"), [(env.integer, "ten"), (env.flag, "maybe")])
def test_a_bad_value_names_the_variable(monkeypatch: pytest.MonkeyPatch, reader: object, value: str) -> None:
    monkeypatch.setenv("THE_VALUE", value)

    with pytest.raises(ImproperlyConfigured, match="THE_VALUE"):
        reader("THE_VALUE", 1) if reader is env.integer else env.flag("THE_VALUE", default=False)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="NOT_SET_ANYWHERE"):
        env.text("NOT_SET_ANYWHERE")
