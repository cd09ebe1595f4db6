"""The two pages that are also answered from memory: an opening, and a story."""
