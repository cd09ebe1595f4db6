"""What the clock does to publications: they go online at their hour, and leave at theirs."""
