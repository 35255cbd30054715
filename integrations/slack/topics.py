"""What is posted for Slack to be told later."""

from __future__ import annotations

MESSAGE_DUE = "slack.message_due"
