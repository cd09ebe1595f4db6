"""What belongs to a share beside its kit: whether it was sent, and what is made of its link."""
