"""The ground every room stands on: settings, database, time, people, prompts, outbox, worker and web."""
