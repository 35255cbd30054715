"""Open data: what the public pages show, as files with stable addresses and metadata that portals can harvest."""
