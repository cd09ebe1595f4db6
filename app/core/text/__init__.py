"""The one reader of each text: clean-up, comparison, addresses, typography. Pure."""
