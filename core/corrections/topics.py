"""The news of corrections in the outbox; payloads never point at a text."""

from __future__ import annotations

TEXT_CORRECTED = "core.text_corrected"
CALIBRATION_CHANGED = "core.calibration_changed"
