"""What a candidate does: applying, CVs, the status page."""
