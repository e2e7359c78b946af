"""bench · no app · a server that does nothing: every request gets the same short answer.

What asking costs, whoever is asked, is told apart by it from what answering costs.
"""

from __future__ import annotations

import selectors
import socket

_ANSWER = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
_END = b"\r\n\r\n"


def main() -> None:
    """`python -m bench.silent`: prints the port that it listens on, and answers until it is killed."""
    ready = selectors.DefaultSelector()
    with socket.create_server(("127.0.0.1", 0)) as door:
        ready.register(door, selectors.EVENT_READ)
        print(door.getsockname()[1], flush=True)
        while True:
            for key, _ in ready.select():
                if key.data is not None:
                    _answer(ready, key.data)
                    continue
                link, _address = door.accept()
                ready.register(link, selectors.EVENT_READ, link)


def _answer(ready: selectors.BaseSelector, link: socket.socket) -> None:
    asked = link.recv(65536)
    if asked:
        link.sendall(_ANSWER * asked.count(_END))
        return
    ready.unregister(link)
    link.close()


if __name__ == "__main__":
    main()
