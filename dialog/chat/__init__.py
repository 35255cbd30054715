"""Taking part in a dialogue from a chat: the same verbs as on the web, one screen at a time."""
