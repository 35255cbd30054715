"""What the analysis of language makes of people's own words in surveys, for staff to read and correct."""
