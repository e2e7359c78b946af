"""Checkout · arithmetic, choices and transitions: pure."""
