"""Journeys of candidates, played on the real application and on two usual ways of tracking.

`assumptions` says how often what happens, `plan` makes journeys of it, `relais` plays them over
HTTP, `comparisons` on a cookie and on UTM parameters, `score` counts who was credited rightly.
"""
