"""demo · the demo world's code: pictures drawn for its goods · no schema, no models."""
