"""Accounts · people, their addresses, buying companies and memberships · public schema."""
