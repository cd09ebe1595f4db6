"""Openings in the rows of a table: CSV files and spreadsheets, as people keep them."""
