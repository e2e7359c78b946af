"""bench · no app · the peer: a stock django-oscar, run by a Python of its own."""
