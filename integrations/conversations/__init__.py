"""Conversations in any chat: what came in is understood once, answered with a Screen, and drawn by its channel."""
