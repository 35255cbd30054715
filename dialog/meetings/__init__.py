"""Meetings (möten): a live conversation in a dialogue, step by step, in a room, on the web and in chat at once."""
