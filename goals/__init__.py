"""Målområden, strategies, indicators and readings: the figures the council steers by."""
