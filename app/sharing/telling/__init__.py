"""Mails about what somebody has relayed."""
