"""Screening · lists as authorities publish them: fetching and reading. No database here."""
