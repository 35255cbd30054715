"""The arithmetic of satisfaction indices and weighting, on plain values (pure)."""
