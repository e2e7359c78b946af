"""Invoicing: tax invoices and credit notes of every seller of record, numbered without gaps."""
