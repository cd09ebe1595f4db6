"""Relaying: the hub, the share kit, referral links and what became of them for their owner.

Not here: what happens to a link once it is out (tracking) and who is credited (attribution).
"""
