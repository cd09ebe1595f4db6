"""Openings as a team usually writes them: kept once, begun from as often as one likes."""
