"""Curated links: what a page elsewhere says of itself, and what is taken of it."""
