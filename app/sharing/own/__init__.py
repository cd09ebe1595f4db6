"""The permanent link of each ambassador: for badges, signatures and slides."""
