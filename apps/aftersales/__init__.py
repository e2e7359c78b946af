"""Aftersales: returns, exchanges and claims of a vendor's orders, from word to money · vendor's schema."""
