"""Who brought a candidate: recommendations, names that candidates typed, touches."""
