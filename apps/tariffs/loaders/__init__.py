"""Tariffs · readers of the forms in which authorities publish tariffs and rates · pure: files in, rows out."""
