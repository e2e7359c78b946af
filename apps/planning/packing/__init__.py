"""Planning · what goes where in a box: problems in, placements out, nothing stored."""
