"""Invoicing · invoices as UBL and as PDF."""
