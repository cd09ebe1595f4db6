"""Relaying: the hub, the share kit, referral links and what their owners see of them.

Not here: what happens to a link once it is out (tracking) and who is credited (attribution).
"""
