"""Invitations of campaigns, by mail and in chats: whom, when, and at most how often."""
