import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A busy machine is not a slow formula: properties are judged by their outcome, never by the clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ORACLE = Path(__file__).parents[2] / "oracle"


@pytest.fixture(scope="session")
def shares() -> list[dict[str, Any]]:
    """Two shares each, with the answers of statsmodels and scipy."""
    cases: list[dict[str, Any]] = json.loads((ORACLE / "andelar_expected.json").read_text("utf-8"))["cases"]
    return cases


@pytest.fixture(scope="session")
def improvement() -> dict[str, Any]:
    """Two periods of invented answers, with the answers of R."""
    found: dict[str, Any] = json.loads((ORACLE / "forbattring_expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def insikt() -> dict[str, Any]:
    """Two periods in four areas, with the answers of R."""
    found: dict[str, Any] = json.loads((ORACLE / "insikt_expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def citizens() -> dict[str, Any]:
    """A citizen survey, with the answers of R."""
    found: dict[str, Any] = json.loads((ORACLE / "medborgare_expected.json").read_text("utf-8"))
    return found
