"""API · staff · endpoints, one file a subject."""
