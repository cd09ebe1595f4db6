"""How people come in: passwords, links, OpenID Connect, sessions, and the limits on trying."""
