"""What the areas are called, as the own survey's questionnaire says it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from goals.indicators import OWN_SURVEY
from surveys.measures import AREA
from surveys.toml_files import library_file, read


@cache
def area_names(language: str) -> Mapping[str, str]:
    """The name of each area by its key."""
    questionnaire, _ = read(library_file(OWN_SURVEY))
    return {
        option.key: option.text.into(language)
        for question in questionnaire.measuring(AREA)
        for option in question.options
    }
