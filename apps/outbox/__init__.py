"""Outbox · events to deliver, deliveries made, idempotency keys · public schema."""
