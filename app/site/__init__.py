"""The public career site and the pages of tracked links: what anyone may read, without an account.

Not here: applying (hiring) and counting who came (tracking).
"""
