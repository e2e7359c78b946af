"""Screening · reads, by subject: `lists`, `queue`, `index` · public schema."""
