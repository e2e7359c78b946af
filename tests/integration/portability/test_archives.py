"""An archive is whole or refused: any byte, any end, any name, any size."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from apps.common.clock import now
from apps.portability.archive.reading import reading
from apps.portability.archive.writing import writing
from apps.portability.errors import ArchiveRefused
from apps.portability.operations import exporting
from apps.vendors.errors import VendorUnknown

from . import world
from .conftest import Installations
from .forging import forged


@pytest.fixture(scope="module")
def archive(installations: Installations) -> Path:
    """The potter's archive."""
    path = installations.folder / "for-damage.zip"
    with installations.at("a"):
        exporting.export_vendor(world.SLUG, path=path, at=now())
    return path


def verify(path: Path) -> None:
    with reading(path) as found:
        found.verify()


def test_an_undamaged_archive_is_taken(archive: Path) -> None:
    verify(archive)
    verify(forged(archive))


def test_a_flipped_bit_is_noticed_wherever_it_is(archive: Path) -> None:
    whole, damaged = archive.read_bytes(), archive.with_name("damaged.zip")
    with zipfile.ZipFile(archive) as package:
        heads = [info.header_offset for info in package.infolist()]
        directory = package.start_dir
    chance = random.Random(7)
    places = {*heads[:8], *(head + 10 for head in heads[:4]), *range(directory, directory + 60), *range(-95, 0)}
    places |= {chance.randrange(len(whole)) for _ in range(120)}

    for place in sorted(at % len(whole) for at in places):
        data = bytearray(whole)
        data[place] ^= 1 << chance.randrange(8)
        damaged.write_bytes(data)
        with pytest.raises(ArchiveRefused):
            verify(damaged)


def test_damage_is_named_by_the_file_it_is_in(archive: Path) -> None:
    data, damaged = bytearray(archive.read_bytes()), archive.with_name("damaged.zip")
    with zipfile.ZipFile(archive) as package:
        info = package.getinfo("schema/orders_order.csv")
    data[info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2] ^= 0xFF
    damaged.write_bytes(data)

    with pytest.raises(ArchiveRefused, match=r"schema/orders_order\.csv"):
        verify(damaged)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99, 0.99999])
def test_a_truncated_archive_is_refused(archive: Path, share: float) -> None:
    whole, cut = archive.read_bytes(), archive.with_name("cut.zip")
    cut.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ArchiveRefused):
        verify(cut)


@pytest.mark.parametrize(
    "name",
    ["../escape.csv", "media/../../escape.webp", "/etc/passwd", "media/v_potter/page.html", "schema\\x.csv",
     "media/v_potter/a.svg", "manifest.json/x"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(archive: Path, name: str) -> None:
    with pytest.raises(ArchiveRefused, match="not made by this program"):
        verify(forged(archive, extra={name: b"x"}))


def test_what_unpacks_to_far_more_than_it_is_is_refused_before_it_is_unpacked(archive: Path) -> None:
    with pytest.raises(ArchiveRefused, match="far more"):
        verify(forged(archive, extra={"media/v_potter/bomb-1.webp": b"\0" * 20_000_000}))


def test_a_link_is_no_file(archive: Path) -> None:
    linked = archive.with_name("linked.zip")
    with zipfile.ZipFile(linked, "w") as package:
        info = zipfile.ZipInfo("media/v_potter/a-1.webp")
        info.external_attr = 0o120777 << 16
        package.writestr(info, "/etc/passwd")

    with pytest.raises(ArchiveRefused, match=r"a-1\.webp"):
        verify(linked)


def test_a_run_that_is_cut_short_leaves_no_file(installations: Installations, tmp_path: Path) -> None:
    def cut(what: str, done: int, _total: int) -> None:
        if what == "readable/products.csv":
            raise KeyboardInterrupt

    path = tmp_path / "never.zip"
    with installations.at("a"), pytest.raises(KeyboardInterrupt):
        exporting.export_vendor(world.SLUG, path=path, at=now(), progress=cut)
    with installations.at("a"), pytest.raises(VendorUnknown):
        exporting.export_vendor("nobody", path=path, at=now())

    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_its_owner_s_alone_to_read(tmp_path: Path) -> None:
    path = tmp_path / "private.zip"
    with pytest.raises(ValueError, match="stop"), writing(path):
        assert [entry.stat().st_mode & 0o777 for entry in tmp_path.iterdir()] == [0o600]
        raise ValueError("stop")
    assert list(tmp_path.iterdir()) == []
