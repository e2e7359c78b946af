"""Static files: style sheets bundled and minified, every name hashed, compressed copies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import lightningcss
from whitenoise.storage import CompressedManifestStaticFilesStorage


class BundledStaticStorage(CompressedManifestStaticFilesStorage):
    """Inlines the `@import` tree of each bundle into one minified file before names are hashed.

    In development the browser follows `@import` by itself; both read the same
    sources. The parts stay addressable, so a page may also link one alone.
    """

    bundles = ("css/site.css", "css/dashboard.css")

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Bundle, then hash and compress as the base class does.

        Raises:
            ValueError: a style sheet cannot be parsed or imports a file that is missing; names it.
        """
        if not dry_run:
            for name in self.bundles:
                if name in paths:
                    source, path = paths[name]
                    self._bundle(Path(source.path(path)), into=Path(self.path(name)))
                    paths[name] = (self, name)  # or the source would be hashed, not the bundle
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages link to and is not compressed yet: hashed names alone, and no source maps."""
        linked = set(self.hashed_files.values())
        yield from super().compress_files(
            path for path in paths if path in linked and not path.endswith(".map") and not self._is_compressed(path)
        )

    def _is_compressed(self, name: str) -> bool:
        """A hashed name always holds the same bytes, so its copy of an earlier run is still right."""
        return Path(f"{self.path(name)}.gz").exists()

    def _bundle(self, source: Path, *, into: Path) -> None:
        try:
            css = lightningcss.bundle_css(str(source))
        except Exception as error:
            raise ValueError(f"{source} cannot be bundled: {error}") from error
        into.write_text(css, encoding="utf-8")
