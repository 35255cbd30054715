from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

from flask import Flask

from core.house import house_of, move_in, settings_of
from tests.builders import on_sqlite, run
from tests.fakes.bot_connector import APP_ID, SECRET, TENANT

pytestmark = on_sqlite


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_the_package_holds_a_manifest_in_two_languages_and_two_pictures(app: Flask, tmp_path: Path) -> None:
    at = tmp_path / "samspel.zip"
    bot = replace(settings_of(app), teams_app_id=APP_ID, teams_app_secret=SECRET, teams_tenant_id=TENANT)
    move_in(app, house_of(app), replace(bot, base_url="https://dialog.example.se"))

    result = run(app, "teams-package", str(at))

    assert result.exit_code == 0, result.stderr
    files = {name: zipfile.ZipFile(io.BytesIO(at.read_bytes())).read(name) for name in zipfile.ZipFile(at).namelist()}
    manifest, english = json.loads(files["manifest.json"]), json.loads(files["en.json"])
    assert set(files) == {"manifest.json", "en.json", "color.png", "outline.png"}
    assert (size_of(files["color.png"]), size_of(files["outline.png"])) == ((192, 192), (32, 32))
    assert (manifest["manifestVersion"], manifest["bots"][0]["botId"]) == ("1.29", APP_ID)
    assert manifest["developer"]["privacyUrl"] == "https://dialog.example.se/integritet"
    assert manifest["validDomains"] == ["dialog.example.se"]
    assert SECRET not in at.read_bytes().decode("latin-1")
    assert english["description.short"] != manifest["description"]["short"]
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["developer"]["name"]) <= 32


def test_without_a_bot_or_a_public_address_there_is_no_package(app: Flask, tmp_path: Path) -> None:
    at = tmp_path / "samspel.zip"

    missing = run(app, "teams-package", str(at))
    move_in(app, house_of(app), replace(settings_of(app), teams_app_id=APP_ID))
    unsafe = run(app, "teams-package", str(at))

    assert (missing.exit_code, unsafe.exit_code) == (2, 2)
    assert "SAMSPEL_TEAMS_APP_ID" in missing.stderr
    assert "SAMSPEL_BASE_URL" in unsafe.stderr
    assert not at.exists()
