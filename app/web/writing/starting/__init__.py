"""What one starts from: proposed texts, usual openings, a page elsewhere."""
