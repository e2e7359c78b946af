"""The faces of the site, told apart by host and path before anything else."""

from __future__ import annotations

from enum import StrEnum


class Surface(StrEnum):
    """Shop pages for everybody, the back office of one vendor, the marketplace's administration, and programs."""

    SHOP = "shop"
    TEAM = "team"
    STAFF = "staff"
    API = "api"


def surface_of(path: str, *, is_vendor_host: bool) -> Surface:
    """The surface of a path: /dashboard/ on a vendor's host, /admin/ on the marketplace's, /api/; else the shop."""
    if path.startswith("/api/"):
        return Surface.API
    if is_vendor_host and (path == "/dashboard" or path.startswith("/dashboard/")):
        return Surface.TEAM
    if not is_vendor_host and (path == "/admin" or path.startswith("/admin/")):
        return Surface.STAFF
    return Surface.SHOP
