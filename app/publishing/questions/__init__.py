"""What an opening asks of its candidates beside their name, address and CV."""
