"""Mail: letters handed to the municipality's mail server, and what comes back from it."""
