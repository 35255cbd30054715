"""Help with words from a language service outside the house, where staff have switched it on."""
