"""What happens to a referral link once it is out: answering it, clicks, visits, relay grades.

The front answers tracked links before Flask and writes each click to a journal on this node's
disk; the loader classifies the journal into PostgreSQL and keeps roll-ups and relay grades.
Not here: making links (sharing), what a landing page shows (site), who is credited (attribution).
"""
