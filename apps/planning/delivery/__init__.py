"""Planning · which vehicle brings what where, in which order: problems in, plans out, nothing stored."""
