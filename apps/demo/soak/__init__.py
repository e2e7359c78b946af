"""Demo · the money soak: thousands of random money events, and the proof that every account agrees afterwards."""
