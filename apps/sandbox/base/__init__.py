"""What the three sandbox programs share: WSGI, SQLite, faults, keys and the server."""
