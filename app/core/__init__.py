"""What knows nothing of the business: clock, ids, activity log, mail, files, signing, errors."""
