"""What counts need of a text: where its emoji and its links are, how Bluesky shortens these."""
