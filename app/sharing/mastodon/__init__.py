"""What a server of Mastodon takes, as it says itself."""
