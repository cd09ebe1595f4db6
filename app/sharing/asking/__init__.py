"""Questions that visitors ask an ambassador, and what comes of them.

A question is about an ambassador and what they relay, so it stands in sharing: it makes nobody a
candidate, and no touch. Neither side ever reads the other's address (docs/decisions/0104…0106).
"""
