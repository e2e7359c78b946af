"""Registrations · who is known to tax and customs under which number, and who accounts for the tax on a sale."""
