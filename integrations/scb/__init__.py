"""SCB: how many live in the municipality, by sex and age."""
