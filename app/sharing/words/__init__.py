"""A person's own words: what is said with them, what the company forbids, how much is theirs."""
