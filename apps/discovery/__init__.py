"""Discovery · the marketplace's read model: browse, search, facets and the offers a cart is made of · public schema."""
