"""Webhooks: telling a vendor's own programs what has happened, by Standard Webhooks."""
