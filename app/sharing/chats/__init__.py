"""Channels of Slack, Teams and Mattermost where what is worth relaying is posted each week."""
