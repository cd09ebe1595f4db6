"""Being told of new openings by mail: asked for by an address, confirmed from its mailbox, stopped
by one click. An address is kept for nothing else, and gone once it is stopped or left unconfirmed.
"""
