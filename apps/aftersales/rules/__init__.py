"""Aftersales · machines, deadlines and reckoning: pure."""
