"""Whom an ambassador knows: contacts that their browser reads, and that never come here."""
