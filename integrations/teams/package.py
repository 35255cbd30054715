"""The app package that an organisation's Teams administrator uploads: a manifest in two languages, and two pictures."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlsplit

from core.i18n import gettext as _
from core.i18n import in_language
from core.settings import Settings

MANIFEST_VERSION = "1.29"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}"
APP_VERSION = "1.0.0"
NAME = "Samspel"
GREEN = "#23593d"
COLOR, OUTLINE, ENGLISH = "color.png", "outline.png", "en.json"
COLOR_SIZE, OUTLINE_SIZE = 192, 32  # pixels
LONGEST_DEVELOPER = 32
LONGEST_SHORT = 80
# A package made twice is the same file.
MADE = (2026, 1, 1, 0, 0, 0)

_BUBBLE = "M8 1h24a6 6 0 016 6v19a6 6 0 01-6 6H20l-9 7.5V32H8a6 6 0 01-6-6V7a6 6 0 016-6z"
_WAVE = "M7 24c4 0 5-8 9.5-8S22 22 25 22s3.5-3.5 8-3.5"


class NoPackage(Exception):
    """The settings are not those of a bot in Teams; the text says which is missing."""


def build(settings: Settings, privacy_path: str) -> bytes:
    """The package as a ZIP file; raises NoPackage. ``privacy_path`` is where we say what we keep of people."""
    if not settings.teams_app_id:
        raise NoPackage("SAMSPEL_TEAMS_APP_ID is missing: the package names the bot by it")
    if not settings.is_https:
        raise NoPackage("SAMSPEL_BASE_URL must be the public address, with https://")
    files = {
        "manifest.json": _json(manifest(settings, privacy_path)),
        ENGLISH: _json(_in_english(settings)),
        COLOR: picture(_color(), COLOR_SIZE),
        OUTLINE: picture(_outline(), OUTLINE_SIZE),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, MADE), content)
    return packed.getvalue()


def manifest(settings: Settings, privacy_path: str) -> dict[str, Any]:
    """What the app is and may do: to be written to in private, and to be mentioned in teams and group chats."""
    with in_language("sv"):
        words, commands = _descriptions(settings), _commands()
    privacy = f"{settings.base_url}{privacy_path}"
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": APP_VERSION,
        "id": settings.teams_app_id.lower(),
        "localizationInfo": {
            "defaultLanguageTag": "sv",
            "additionalLanguages": [{"languageTag": "en", "file": ENGLISH}],
        },
        "developer": {
            "name": settings.municipality[:LONGEST_DEVELOPER],
            "websiteUrl": settings.base_url,
            "privacyUrl": privacy,
            "termsOfUseUrl": privacy,
        },
        "name": {"short": NAME, "full": f"{NAME}, {settings.municipality}"[:100]},
        "description": {"short": words[0], "full": words[1]},
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": GREEN,
        "bots": [
            {
                "botId": settings.teams_app_id.lower(),
                "scopes": ["personal", "team", "groupChat"],
                "commandLists": [
                    {
                        "scopes": ["personal"],
                        "commands": [{"title": title, "description": words} for title, words in commands],
                    }
                ],
            }
        ],
        "validDomains": [urlsplit(settings.base_url).hostname],
        "defaultInstallScope": "personal",
    }


def picture(svg: str, pixels: int) -> bytes:
    """A drawing as PNG, that many pixels each way."""
    # Loading the renderer takes its time, and only whoever makes a package needs it.
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=pixels, height=pixels, skip_system_fonts=True))


def _in_english(settings: Settings) -> dict[str, str]:
    with in_language("en"):
        words, commands = _descriptions(settings), _commands()
    found = {
        "$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": NAME,
        "name.full": f"{NAME}, {settings.municipality}"[:100],
        "description.short": words[0],
        "description.full": words[1],
    }
    for number, (title, description) in enumerate(commands):
        place = f"bots[0].commandLists[0].commands[{number}]"
        found |= {f"{place}.title": title, f"{place}.description": description}
    return found


def _descriptions(settings: Settings) -> tuple[str, str]:
    """The short and the full description, in the reader's language."""
    short = _("Svara på enkäter och delta i dialoger")[:LONGEST_SHORT]
    full = _(
        "Här kan du svara på enkäter och delta i dialoger som %(municipality)s har öppna. Du får veta vem som ser dina "
        "svar innan du börjar, och du kan ta bort det du har svarat genom att skriva ”radera”.",
        municipality=settings.municipality,
    )
    return short, full


def _commands() -> tuple[tuple[str, str], ...]:
    """What Teams suggests that people write; the words are those that conversations understand."""
    return (
        (_("hej"), _("Visa vad som är öppet nu")),
        (_("hjälp"), _("Läs hur det fungerar")),
        (_("radera"), _("Ta bort det du har svarat")),
    )


def _color() -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><rect width="60" height="60" fill="{GREEN}"/>'
        '<g transform="translate(10 10)">'
        f'<path fill="#fbfaf6" d="{_BUBBLE}"/>'
        f'<path fill="none" stroke="{GREEN}" stroke-width="3.2" stroke-linecap="round" d="{_WAVE}"/>'
        '<circle cx="27.5" cy="11" r="3.6" fill="#ffbf00"/></g></svg>'
    )


def _outline() -> str:
    """White lines on nothing, as Teams wants it beside the texts."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -1 44 44"><g fill="none" stroke="#ffffff" '
        'stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{_BUBBLE}"/><path d="{_WAVE}"/></g></svg>'
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
