"""The append-only ledger, and what proves it: evidence, checkpoints, receipts."""
