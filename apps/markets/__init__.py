"""Markets · markets: countries, currency, languages and tax display · public schema."""
