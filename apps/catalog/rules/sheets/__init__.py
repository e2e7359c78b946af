"""Catalog · the sheet in which a catalogue is exported and imported: one row for each variant."""
