"""Payments · payment intents, attempts, operations, gateway events and gateways · public schema."""
