"""Webhooks · pure rules by subject: addresses, retries, messages."""
