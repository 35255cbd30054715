"""Closed cases from a file: who may be asked, and how many cases each area had."""
