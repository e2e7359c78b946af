"""API · vendor · what goes in and out, one file a subject."""
