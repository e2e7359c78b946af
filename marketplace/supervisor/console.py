"""supervisor · no app · what a person at the terminal sees, and what goes to the log files."""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

COLOURS = ("36", "33", "35", "32", "34", "96", "93", "95")
LOG_BYTES = 5_000_000
LOG_FILES = 3


class Console:
    """Lines with the name of who says them, on the terminal and, without colours, in `log/<name>.log`."""

    def __init__(self, root: Path, *, name: str = "demo", out: TextIO | None = None) -> None:
        self.name = name
        self.out = out or sys.stdout
        self.live = self.out.isatty()
        self.coloured = self.live and "NO_COLOR" not in os.environ
        self.quiet = False
        self._folder = root / "log"
        self._files: dict[str, RotatingFileHandler] = {}
        self._status = ""

    def log(self, name: str, line: str) -> None:
        """A line from a program: to its file, and to the terminal unless quiet."""
        self._file(name).emit(logging.LogRecord(name, logging.INFO, "", 0, line, None, None))
        if not self.quiet:
            colour = COLOURS[list(self._files).index(name) % len(COLOURS)]
            self._print(f"{self.paint(f'{name:<9}', colour)} │ {line}")

    def say(self, line: str = "") -> None:
        """A line of our own."""
        self._print(line)

    def notice(self, line: str) -> None:
        """A line of our own that stands out, also kept in `log/supervisor.log`."""
        self._file("supervisor").emit(logging.LogRecord("supervisor", logging.INFO, "", 0, line, None, None))
        self._print(self.paint(f"{self.name:<9} │ {line}", "1"))

    def status(self, line: str) -> None:
        """Show a line that the next one replaces; nothing where the output is no terminal."""
        if self.live:
            width = (os.get_terminal_size(self.out.fileno()).columns or 80) - 1
            self._status = line[:width]
            self.out.write(f"\r\x1b[2K{self._status}")
            self.out.flush()

    def paint(self, text: str, colour: str) -> str:
        """The text in an ANSI colour where there are colours."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.coloured else text

    def file(self, name: str) -> Path:
        """The log file of a program."""
        return self._folder / f"{name}.log"

    def close(self) -> None:
        """Close the log files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _print(self, line: str) -> None:
        text = f"\r\x1b[2K{line}\n" if self._status else f"{line}\n"
        self._status = ""
        try:
            self.out.write(text)
            self.out.flush()
        except OSError:  # the terminal is closed; the files go on
            self.quiet, self.live = True, False

    def _file(self, name: str) -> RotatingFileHandler:
        if name not in self._files:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = RotatingFileHandler(self.file(name), maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
            file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            self._files[name] = file
        return self._files[name]
