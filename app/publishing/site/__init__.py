"""Reads for what stands around the openings and stories of the career site: its other pages, its
version, and when each of its lists changed last.
"""
