"""How one thing that people write of an opening is read, in French and in English. All pure."""
