"""What people's own words tell: language, personal data, concerns, sentiment, factors, themes, extracts (pure)."""
