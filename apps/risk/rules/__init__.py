"""Risk · pure rules: pseudonyms, features, judging, what is usual."""
