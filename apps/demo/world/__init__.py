"""Demo · from the files of fixtures/demo to a running marketplace · no tables of its own."""
