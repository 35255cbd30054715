"""Meetings in any chat: the same room, the same verbs and the same seat as on the web, one screen for each step."""
