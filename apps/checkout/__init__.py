"""Checkout · cart, checkout session and purchase · public schema."""
