"""Stories that anyone here writes: proposed, reviewed, sent back or approved."""
