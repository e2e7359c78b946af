"""API · vendor · endpoints, one file a subject."""
