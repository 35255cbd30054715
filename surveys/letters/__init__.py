"""Invitations and reminders by mail: written by staff, sent through the outbox, and never to those who said no."""
