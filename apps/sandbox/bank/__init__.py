"""A bank: transfers in, payment files out, statements."""
