"""Finding the house and the settings from a running app."""

from __future__ import annotations

from flask import Flask

from core.room import House
from core.settings import Settings

_HOUSE, _SETTINGS = "samspel.house", "samspel.settings"


def move_in(app: Flask, house: House, settings: Settings) -> None:
    """Keep the house and the settings with the app."""
    app.extensions[_HOUSE] = house
    app.extensions[_SETTINGS] = settings


def house_of(app: Flask) -> House:
    """The rooms of an app."""
    house: House = app.extensions[_HOUSE]
    return house


def settings_of(app: Flask) -> Settings:
    """The settings of an app."""
    settings: Settings = app.extensions[_SETTINGS]
    return settings
