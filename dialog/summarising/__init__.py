"""Summaries: drafted from claims and words, read and changed by staff, approved by another, published for everybody."""
