"""Common · money, ids, clock, errors, transactions, base models, system checks · no tables."""
