"""What a publication was: each version that was kept, who made it, and what it changed."""
