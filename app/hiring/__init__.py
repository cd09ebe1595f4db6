"""Candidates, their applications and touches: applying, following, deciding.

Not here: who is credited (attribution) and what a click was (tracking).
"""
