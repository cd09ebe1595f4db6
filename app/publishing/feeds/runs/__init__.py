"""Readings of feeds, from a document to what it changes and back."""
