"""bench · no app · opening a shop for measurement: its server, the processes behind it, what there is to visit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from bench import servers
from bench.floor import Floor, take
from bench.measure import Meter, Parts
from bench.servers import Server
from bench.shops import oscar, walking
from bench.shops.portolan import PREFIX
from bench.statements import Statements
from bench.worlds import peer
from bench.worlds.build import SLOTS, Site
from marketplace.embedded.postgres import APP, Postgres
from marketplace.embedded.valkey import Valkey


@contextmanager
def marketplace(site: Site, database: str, *, words: tuple[str, ...] = ()) -> Iterator[Meter]:
    """Our own shop on one of the kept databases, under its own command."""
    port = servers.free_port(f"web-{database}", site.root)
    with ExitStack() as stack:
        statements = stack.enter_context(closing(Statements(site.databases.superuser_url(database), role=APP)))
        server = stack.enter_context(
            servers.serving(
                f"web-{database}", servers.marketplace_command(port), root=site.root, port=port, host=servers.HOST,
                path=f"{PREFIX}/", variables=site.databases.environment(database, slot=SLOTS[database]),
            )
        )  # fmt: skip
        cache = Valkey(site.root).running()
        parts = Parts(server.pid, postmaster(site), APP, database, cache.pid if cache else None)
        with closing(server.visitor()) as scout:
            goods = walking.walk(scout, words)
        yield Meter(server, parts, statements, goods)


@contextmanager
def the_peer(site: Site) -> Iterator[Meter]:
    """Oscar under gunicorn with two sync workers."""
    port = servers.free_port("oscar", site.root)
    command = servers.gunicorn_command(port, servers.PEER, python=peer.python(site))
    with ExitStack() as stack:
        statements = stack.enter_context(
            closing(Statements(site.databases.superuser_url(peer.DATABASE), role=peer.ROLE))
        )
        server = stack.enter_context(
            servers.serving("oscar", command, root=site.root, port=port, host="127.0.0.1", path="/catalogue/",
                            variables=peer.environment(site))
        )  # fmt: skip
        with closing(server.visitor()) as scout:
            goods = oscar.walk(scout)
        yield Meter(server, Parts(server.pid, postmaster(site), peer.ROLE, peer.DATABASE), statements, goods)


class Floors:
    """The bare view, kept running to be asked again and again."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.taken: list[Floor] = []

    def take(self) -> Floor:
        """Ask it now."""
        self.taken.append(take(self._server))
        return self.taken[-1]


@contextmanager
def floors(site: Site) -> Iterator[Floors]:
    """The bare view under gunicorn with two sync workers."""
    port = servers.free_port("floor", site.root)
    command = servers.gunicorn_command(port, servers.BARE)
    with servers.serving("floor", command, root=site.root, port=port, host="127.0.0.1", path="/") as server:
        yield Floors(server)


def postmaster(site: Site) -> int:
    """PostgreSQL's first process."""
    running = Postgres(site.root).running()
    if running is None:
        raise servers.DidNotStart(f"PostgreSQL does not run under {site.root}")
    return running.pid
