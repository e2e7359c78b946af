"""Payments · gateways: the port, its adapters and which of them is in use."""
