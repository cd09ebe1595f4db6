"""Who candidates are: mailboxes, names, and candidates who are one person."""
