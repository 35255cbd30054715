"""Refuses numbers that are no numbers where they enter, so that no NaN can travel on to a published figure."""

from __future__ import annotations

import math


def finite(value: float, name: str) -> float:
    """The value as a float; raises ValueError for NaN and the infinities, with ``name`` in the message."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, not {number}")
    return number


def share(value: float, name: str) -> float:
    """The value as a float from 0 to 1; raises ValueError outside."""
    number = finite(value, name)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} must be from 0 to 1, not {number}")
    return number


def not_negative(value: float, name: str) -> float:
    """The value as a float; raises ValueError below 0."""
    number = finite(value, name)
    if number < 0:
        raise ValueError(f"{name} must not be negative, as {number} is")
    return number
