"""What keeps a recruiter in their list: why each row fits, and what can be taken back."""
