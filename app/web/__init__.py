"""The pages, by audience: each surface is one blueprint with its forms and presenters.

A page parses, authorises, calls a verb or a read of the domains, and draws. It knows no rule.
"""
