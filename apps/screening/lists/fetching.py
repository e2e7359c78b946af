"""Screening · getting a list, bounded in time and size, from its authority or from a file."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests

from apps.common.errors import Retryable
from apps.screening.errors import ListInvalid
from apps.screening.types import ListFile, Source

from . import bis, eu, ofac, un

LARGEST_LIST_BYTES = 200_000_000
TIMEOUT_S = 60


def fetch(addresses: str) -> list[bytes]:
    """The files at `addresses`, by spaces: https, or file:///path. Gzipped ones are unpacked.

    Raises:
        Retryable: a server did not answer in time, or with an error; or the file is not there.
        ListInvalid: it is larger than a list can be.
    """
    return [_unpacked(_bytes_at(address)) for address in addresses.split()]


def checksum(files: list[bytes]) -> str:
    """SHA-256 over the files in their order, in hexadecimal."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(len(file).to_bytes(8, "big"))
        digest.update(file)
    return digest.hexdigest()


def read(source: Source, files: list[bytes]) -> ListFile:
    """The list in its authority's form.

    Raises:
        ListInvalid: it is not in this form.
    """
    if source in (Source.OFAC_SDN, Source.OFAC_OTHER):
        is_xml = files[0].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
        return ofac.read_xml(files[0]) if is_xml else ofac.read_csv(files)
    if source is Source.EU:
        return eu.read_xml(files[0])
    if source is Source.BIS:
        return bis.read_text(files[0])
    return un.read_xml(files[0])


def _bytes_at(address: str) -> bytes:
    parts = urlsplit(address)
    if parts.scheme == "file":
        try:
            return _bounded(Path(url2pathname(parts.path)).read_bytes(), address)
        except OSError as problem:
            raise Retryable(f"{address}: {type(problem).__name__}") from None
    try:
        with requests.get(address, timeout=TIMEOUT_S, stream=True) as response:
            if response.status_code != requests.codes.ok:
                raise Retryable(f"{parts.hostname} answered with {response.status_code}")
            return _bounded(response.raw.read(LARGEST_LIST_BYTES + 1, decode_content=True), address)
    except (requests.RequestException, OSError) as problem:
        raise Retryable(f"{parts.hostname}: {type(problem).__name__}") from None


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _bounded(file.read(LARGEST_LIST_BYTES + 1), "the archive")
    except (OSError, EOFError, zlib.error) as problem:
        raise ListInvalid(f"it cannot be unpacked: {problem}") from problem


def _bounded(data: bytes, address: str) -> bytes:
    if len(data) > LARGEST_LIST_BYTES:
        raise ListInvalid(f"{address} is larger than {LARGEST_LIST_BYTES} bytes")
    return data
