"""What in a text tells who somebody is: one module for each way of looking, all on folded text (pure)."""
