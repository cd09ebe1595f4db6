"""Openings and stories: writing, publishing, closing; what can be relayed.

Not here: how people share them (sharing) and how candidates see them (site).
"""
