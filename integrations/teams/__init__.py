"""Teams: what people write and press comes by one address, and what we say goes back through the Bot Connector."""
