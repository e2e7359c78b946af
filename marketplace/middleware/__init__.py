"""Middleware: which host, which surface, whose session, which language, who may post."""
