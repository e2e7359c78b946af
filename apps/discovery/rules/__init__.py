"""Discovery · pure functions: words, searches, filters, cursors, ranking · no schema."""
