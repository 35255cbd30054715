"""The survey room: questionnaires, rounds, answers and what the answers say."""
