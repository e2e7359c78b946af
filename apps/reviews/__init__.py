"""Reviews · verified words of buyers about products that reached them · public schema."""
