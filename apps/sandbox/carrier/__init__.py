"""Meridian Express: a parcel carrier in simulated time."""
