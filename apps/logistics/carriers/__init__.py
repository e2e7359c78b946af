"""Logistics · carriers behind one port."""
