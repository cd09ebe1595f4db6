"""Texts that a publication begins to be relayed with, made of sentences that the company edits."""
