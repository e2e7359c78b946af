"""API · vendor · what lists are narrowed to, one file a subject."""
