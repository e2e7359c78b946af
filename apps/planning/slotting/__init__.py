"""Planning · which goods lie in which slot of a warehouse, so that pickers walk less: orders in, slots out."""
