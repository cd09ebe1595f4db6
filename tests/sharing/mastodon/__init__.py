"""Limits of Mastodon servers."""
