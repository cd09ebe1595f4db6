"""What pages give as files: lists for spreadsheets."""
