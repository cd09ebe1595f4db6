"""Campaigns: publications, an audience, days and a goal; and the calendar of what is planned.

Not here: whom they invite to relay, and when (sharing.invitations), nor what came of it (measures).
"""
