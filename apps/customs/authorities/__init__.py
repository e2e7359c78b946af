"""Customs · authorities behind one port."""
