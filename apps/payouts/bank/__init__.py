"""Payouts · what banks read and write, and how they are reached. No database here.

The messages' classes are large: `pain001`, `pain002` and `camt053` are imported where a file is read or written.
"""
