"""Stock · sellable counters and reservations · public schema."""
