"""How much Slack takes of each thing; its own library lets more through, and Slack then refuses all of it."""

from __future__ import annotations

BLOCKS_IN_VIEW = 100
BLOCKS_IN_MESSAGE = 50
# Slack refuses messages whose blocks hold more than about 13 000 characters in all, and does not say so in its pages.
CHARACTERS_IN_MESSAGE = 12_000

TITLE = 24
HEADER = 150
SECTION = 3_000
LABEL = 2_000
HINT = 2_000

BUTTONS_IN_BLOCK = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACTION_ID = 255
BLOCK_ID = 255

OPTIONS_TO_SEE = 10
OPTIONS_TO_OPEN = 100
OPTION_TEXT = 75
OPTION_VALUE = 150

TEXT_INPUT = 3_000
METADATA = 3_000
