"""bench · no app · django-hordak beside our ledger, run by a Python of its own."""
