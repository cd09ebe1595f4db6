"""What openings and people's own titles are called: which of them name one job."""
