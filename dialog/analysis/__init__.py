"""The statistics of opinion: what unites, what divides, and whether there are groups at all (pure, deterministic)."""
