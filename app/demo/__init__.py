"""The demonstration company: Ormelune, invented, and three months of its history.

It answers for content, drawings and a history that plays through the same
functions that the screens call. It knows no rule of its own: what the product
refuses, the demonstration cannot do either.
"""

from app.demo.load import accounts_in_words, load_once

__all__ = ["accounts_in_words", "load_once"]
