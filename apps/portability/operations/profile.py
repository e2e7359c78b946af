"""Portability · a vendor's own row in public: name, story, brand · public schema."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from psycopg2 import sql

from .. import tables
from ..archive.reading import ArchiveReader
from ..errors import ArchiveRefused
from . import loading
from .media import files_of

FACTS = "vendors.Vendor"
# What a vendor tells of itself. Slug, status, country, currency and legal name are settled with the marketplace.
TOLD = ("languages", "contact_email", "trader_address", "responsible_persons", "duty_choice", "story", "place",
        "latitude", "longitude", "accent", "mark", "processing_days")  # fmt: skip


def put_profile(archive: ArchiveReader, vendor_id: int, columns: Sequence[str]) -> None:
    """Give a vendor these columns of its archived row.

    Raises:
        ArchiveRefused: the database does not take them.
    """
    table = next(one for one in tables.PUBLIC if one.label == FACTS)
    loading.run(
        sql.SQL("CREATE TEMPORARY TABLE arriving_vendor ON COMMIT DROP AS SELECT {} FROM public.{} WHERE false").format(
            tables.names(table.columns()), sql.Identifier(table.model._meta.db_table)
        )
    )
    loading.copy_in(archive, table.file, sql.Identifier("arriving_vendor"), table.columns())
    taken = sql.SQL(", ").join(sql.SQL("{0} = a.{0}").format(sql.Identifier(column)) for column in columns)
    loading.run(
        sql.SQL("UPDATE public.vendors_vendor v SET {} FROM arriving_vendor a WHERE v.id = {}").format(
            taken, sql.Literal(vendor_id)
        )
    )


def own_pictures(schema: str, vendor_id: int) -> set[str]:
    """Names in the storage of the files that a vendor's pictures have.

    Raises:
        ArchiveRefused: the mark is no picture.
    """
    pictures = loading.run(sql.SQL("SELECT key, widths, formats FROM {}.catalog_media").format(sql.Identifier(schema)))
    try:
        mark = json.loads(loading.run("SELECT mark::text FROM public.vendors_vendor WHERE id = %s", [vendor_id])[0][0])
        pictures += [(mark["key"], mark["widths"], mark["formats"])] if mark else []
        return set(files_of(pictures))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ArchiveRefused(
            file="public/vendors_vendor.csv", problem=_("the shop’s logo is not a picture.")
        ) from error
