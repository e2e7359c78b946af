"""Where a stack's database, broker and gateway answer, read from the files that it keeps about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DATABASE = "portolan"


@dataclass(frozen=True)
class Servers:
    """The embedded servers of one state folder."""

    root: Path

    @property
    def database_url(self) -> str:
        """The database, as its superuser: an oracle must see all and disturb nothing."""
        port = self._state("postgres")["port"]
        return f"postgresql://postgres:{self._password('postgres')}@127.0.0.1:{port}/{_DATABASE}"

    @property
    def valkey_url(self) -> str:
        """Valkey without a database number: `/0` is the broker's, `/1` the results', `/2` the cache."""
        return f"redis://:{self._password('valkey')}@127.0.0.1:{self._state('valkey')['port']}"

    @property
    def postmaster_pid(self) -> int:
        """The running PostgreSQL server's pid, from its own file."""
        data = Path(self._state("postgres")["data"])
        return int((data / "postmaster.pid").read_text().split()[0])

    @property
    def valkey_pid(self) -> int:
        """The pid of the Valkey server that was started last."""
        return int(self._state("valkey")["pid"])

    @property
    def gateway_file(self) -> Path:
        """The sandbox gateway's SQLite file."""
        return next((self.root / "sandbox" / "gateway").glob("*.sqlite3"))

    def homes(self) -> set[Path]:
        """Folders outside the state folder that belong to it alone: PostgreSQL's home, where ours is closed to it."""
        try:
            return {Path(self._state("postgres")["home"])} - {self.root}
        except (OSError, KeyError, ValueError):
            return set()

    def _state(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.root / "run" / f"{name}.json").read_text())
        return found

    def _password(self, role: str) -> str:
        return str(json.loads((self.root / "data" / "credentials.json").read_text())[role])
