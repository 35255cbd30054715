"""What staff say when the analysis of language is wrong, kept so that it is right the next time."""
