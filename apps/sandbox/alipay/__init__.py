"""Alipay's open API over RSA2 certificates, with a cashier page."""
