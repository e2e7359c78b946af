"""Fulfilment · arithmetic of cartons, codes, walks and rounds: pure."""
