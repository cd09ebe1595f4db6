"""Who may do what: the organisation, its teams, accounts, sign-in, roles and the charter.

Not here: what people publish, relay or decide.
"""
