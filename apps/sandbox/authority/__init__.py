"""A rate authority: the European Central Bank's daily feed."""
