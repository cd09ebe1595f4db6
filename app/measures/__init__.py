"""Figures about what was published, relayed and answered."""
