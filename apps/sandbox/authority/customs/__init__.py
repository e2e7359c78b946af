"""A customs authority: takes declarations, looks at them, and tells by signed notices what becomes of them."""
