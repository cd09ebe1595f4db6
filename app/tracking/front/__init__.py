"""Answering tracked links from memory, before Flask, with the click written first."""
