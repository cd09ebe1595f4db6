"""The sentences that explain a credit, in the language of the reader."""
