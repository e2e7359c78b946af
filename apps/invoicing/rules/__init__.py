"""Invoicing · who sells, which tax category, and what adds up to what · pure."""
