"""Planning · over which hubs and services goods travel from here to there, and when: timetables in, choices out."""
