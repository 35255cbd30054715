from hypothesis import settings

# A busy machine is not a slow formula: properties are judged by their outcome, never by the clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
