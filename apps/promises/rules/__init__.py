"""Promises · pure: windows of days, and learning them in the order of time."""
