"""Slack: what comes in is verified, understood and answered; what goes out keeps within Slack's limits."""
