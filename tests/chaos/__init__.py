"""Crashes: a marketplace of its own is shot at while people shop in it, and an oracle counts what is left.

`python -m tests.chaos`, or `make chaos`. Drives pages over HTTP, kills processes with -9, and reads the databases
directly; imports nothing that it attacks.
"""
