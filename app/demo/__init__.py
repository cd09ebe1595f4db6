"""The demonstration company: Ormelune, invented, and three months of its history.

It answers for content, pictures and a history that plays through the same
functions that the screens call. It knows no rule of its own: what the product
refuses, the demonstration cannot do either.

What plays is imported when it is called for: programs that serve carry none of it.
"""


def load_once() -> bool:
    """Load the demonstration where nothing is yet; False where something is, or in production."""
    from app.demo import load

    return load.load_once()


def accounts_in_words() -> str:
    """Say how to sign in to the demonstration; empty where it is not loaded."""
    from app.demo import load

    return load.accounts_in_words()
