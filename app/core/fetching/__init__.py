"""Reading addresses that somebody typed, without being led into the network we stand in.

`fetch` asks public addresses only, at every hop, within limits of time and size. It knows nothing
of what is read: feeds, pages and hooks bring their own limits.
"""
