"""How people write about harm: the words as they are spelt, and patterns over them for each kind of concern (pure)."""
