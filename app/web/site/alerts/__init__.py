"""The pages of being told of new openings: asking, confirming, stopping."""
