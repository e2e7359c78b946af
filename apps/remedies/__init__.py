"""Remedies: what law and carriers grant when a purchase goes wrong, return hubs, who has to act · public schema."""
