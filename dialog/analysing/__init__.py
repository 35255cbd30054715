"""The worker's part: what the votes and the words of a dialogue say, stored for pages to read."""
