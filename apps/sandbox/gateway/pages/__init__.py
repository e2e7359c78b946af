"""The hosted payment page and the 3-D Secure challenge."""
