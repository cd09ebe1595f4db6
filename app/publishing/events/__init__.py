"""Events: who comes, who waits for a seat, and what a calendar is told."""
