"""Discovery · writes, one module per subject · public schema."""
