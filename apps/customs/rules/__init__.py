"""Customs · the declaration's machine, its deadlines, and what is looked at before sending: pure."""
