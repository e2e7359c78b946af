"""bench · no app · trials: single questions to the marketplace, each with its own set-up and its own table."""

from __future__ import annotations

from bench.trials.trial import Trial

TRIALS: dict[str, Trial] = {}
