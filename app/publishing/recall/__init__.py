"""What was said that should not have been: recalling it, correcting it where it was relayed."""
