"""Classification · rules: words, vagueness, ranking and learning · pure."""
