"""Deciding, and deciding again: cases read, plans made, rows written, appeals answered."""
