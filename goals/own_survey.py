"""Which survey the own figures come from."""

from __future__ import annotations

OWN_SURVEY = "myndighetsservice-foretag"
