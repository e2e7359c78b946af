"""Promises: how long parcels take, learned from those that arrived, and how far what was promised held."""
