"""Logistics · carriers' and aggregators' status codes in our one taxonomy: data, and how it is read."""
