"""observability · no app · logs, their scrubber, and metrics of requests, tasks and events."""
