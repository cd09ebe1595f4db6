"""Is anything lost? A whole installation, killed and cut off while people use it."""
