"""Catalog · pure rules: codes, prices, attributes, publishing, the import sheet."""
