"""Kolada: the municipality's official figures beside those of Sweden and of comparable municipalities."""
