"""What becomes of a publication over time, page by page: its hours, its versions."""
