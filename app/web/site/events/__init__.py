"""Events on the career site: coming without an account, and what calendars take."""
