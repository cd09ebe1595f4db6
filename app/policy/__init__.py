"""The rule of credit as versioned data: which version is in force, how the next one comes.

Below the domains that obey it.
"""
