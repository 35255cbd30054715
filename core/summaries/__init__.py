"""What every summary is made of, whatever it sums up: sentences that cite, their numbers, and checks of both (pure)."""
