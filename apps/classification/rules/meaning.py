"""Classification · what texts mean, as vectors of an optional model · pure.

Any model will do that has a name and turns texts into vectors. WordLlama's static embeddings come inside its wheel
(`deploy/requirements-embeddings.txt`): nothing is fetched, and nothing is loaded before the first text.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# What meaning counts beside words, pieces and skeletons: settled by five-fold trials on parcel lines, of 0 to 0.5.
SHARE = 0.3
# Texts turned into vectors at once: bounds the memory that the texts of an index take.
_AT_ONCE = 64


class Model(Protocol):
    """Turns texts into vectors; vectors of models of another name are not comparable."""

    @property
    def name(self) -> str: ...

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of length one; zeros where nothing in the text is known."""
        ...


class WordLlama:
    """The 256 dimensions that WordLlama's wheel carries; about 80 MB in a process from its first text on."""

    name = "wordllama l2_supercat 256"

    @staticmethod
    def is_installed() -> bool:
        """Whether the optional library is there; loads nothing."""
        return find_spec("wordllama") is not None

    @cached_property
    def _model(self) -> Any:
        logging.getLogger("wordllama").setLevel(logging.WARNING)
        import wordllama

        # The wheel's own folder is named, since its tokenizer is not looked for where the wheel puts it.
        return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 256), dtype=np.float32)
        found = np.asarray(self._model.embed([text.lower() for text in texts], batch_size=_AT_ONCE), dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)


def likeness(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """How alike each row is to the vector, from 0 to 1: the cosine squared, so that the hardly alike say little."""
    return np.maximum(vectors @ vector, 0) ** 2
