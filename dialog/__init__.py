"""Structured dialogues with citizens, young people and businesses."""
