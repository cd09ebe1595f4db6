"""From the journal to PostgreSQL: classifying clicks, storing them once, grades and roll-ups."""
