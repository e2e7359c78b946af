"""Classification · an index as bytes and back, without anything that could run · pure."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from .meaning import Model
from .ranking import Calibration, Index, Meaning, Postings

_FORM = 1


def pack(index: Index) -> bytes:
    """The learned part of an index, compressed. Reading it runs no code, as a pickle would.

    What texts mean is added, in halves of the precision, where the index knows it.
    """
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
    more: dict[str, Any] = {}
    if index.meaning is not None and learned.vectors is not None:
        told["meaning"] = {"model": index.meaning.model.name, **asdict(index.meaning.calibration)}
        more["vectors"] = learned.vectors.astype(np.float16)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8),
        rarity=index.rarity,
        starts=learned.starts,
        entries=learned.entries,
        weights=learned.weights,
        kinds=learned.kinds,
        **more,
    )
    return file.getvalue()


def unpack(content: bytes, model: Model | None = None) -> Index:
    """The index that was packed; with what texts mean only where it was learned with this very model.

    Raises:
        ValueError: it is of another form than this version of the software reads.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        told: dict[str, Any] = json.loads(arrays["told"].tobytes())
        if told["form"] != _FORM:
            raise ValueError(f"An index of form {told['form']}; {_FORM} is read.")
        meant = told.get("meaning", {})
        is_meant = model is not None and meant.get("model") == model.name
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
                vectors=arrays["vectors"].astype(np.float32) if is_meant else None,
            ),
            calibration=_calibration(told),
            meaning=Meaning(model, _calibration(meant)) if model and is_meant else None,
        )


def _calibration(told: dict[str, Any]) -> Calibration:
    return Calibration(tuple(told["weights"]), told["bias"], told["answer_from"])
