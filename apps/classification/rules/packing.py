"""Classification · an index as bytes and back, without anything that could run · pure."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from .ranking import Calibration, Index, Postings

_FORM = 1


def pack(index: Index) -> bytes:
    """The learned part of an index, compressed. Reading it runs no code, as a pickle would."""
    learned = index.learned
    told = {
        "form": _FORM,
        "texts": learned.texts,
        "codes": learned.codes,
        "vocabulary": list(index.vocabulary),
        "weights": index.calibration.weights,
        "bias": index.calibration.bias,
        "answer_from": index.calibration.answer_from,
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8),
        rarity=index.rarity,
        starts=learned.starts,
        entries=learned.entries,
        weights=learned.weights,
        kinds=learned.kinds,
    )
    return file.getvalue()


def unpack(content: bytes) -> Index:
    """The index that was packed.

    Raises:
        ValueError: it is of another form than this version of the software reads.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        told: dict[str, Any] = json.loads(arrays["told"].tobytes())
        if told["form"] != _FORM:
            raise ValueError(f"An index of form {told['form']}; {_FORM} is read.")
        return Index(
            vocabulary={feature: number for number, feature in enumerate(told["vocabulary"])},
            rarity=arrays["rarity"],
            learned=Postings(
                starts=arrays["starts"],
                entries=arrays["entries"],
                weights=arrays["weights"],
                texts=tuple(told["texts"]),
                codes=tuple(told["codes"]),
                kinds=arrays["kinds"],
            ),
            calibration=Calibration(tuple(told["weights"]), told["bias"], told["answer_from"]),
        )
