"""What people ask an ambassador, and how they want to be asked."""
