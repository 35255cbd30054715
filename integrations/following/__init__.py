"""People who asked for a mail about what comes of a dialogue; nothing here knows what they have said in it."""
