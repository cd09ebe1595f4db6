"""Who is credited for an application, and the proof of it.

Answers for the policy, the decision, the ledger that keeps every decision, the
receipts given to ambassadors, the page that explains a credit, and appeals. It reads
what candidates and ambassadors did from `app.hiring` and never reads a click: clicks
feed measures, not credit. What a credit is worth in money belongs to rewards.
"""
