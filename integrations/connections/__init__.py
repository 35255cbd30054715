"""What Samspel is connected to, as staff see it and try it."""
