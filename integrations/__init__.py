"""The outside world: chat, mail and other people's data."""
