"""Customs · papers and messages, all drawn from one snapshot: pure functions of it."""
