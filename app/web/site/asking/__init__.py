"""The pages of putting a question to an ambassador: whom to ask, asking, and what follows."""
