"""API · vendor · what a vendor's team can do."""
