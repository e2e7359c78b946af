"""embedded · no app · PostgreSQL and Valkey from pip packages, started on demand and shared by lease."""

from __future__ import annotations

from marketplace.embedded.errors import EmbeddedServiceError
from marketplace.embedded.lease import Endpoints, Lease, ensure, held

__all__ = ["EmbeddedServiceError", "Endpoints", "Lease", "ensure", "held"]
