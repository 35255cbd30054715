"""The word lists of the finders of numbers, names and addresses, read once from the text files beside."""

from __future__ import annotations

from importlib.resources import files


def _words(name: str) -> frozenset[str]:
    lines = files("core.language").joinpath("names", f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


GIVEN = _words("given")
FAMILY_WORDS = _words("family_words")
FAMILY = _words("family") - FAMILY_WORDS
# Given names that are words too.
ALSO_WORDS = _words("also_words")
NOT_PEOPLE = _words("not_people")
SMALL_GIVEN = frozenset(name.lower() for name in GIVEN)
SMALL_FAMILY = frozenset(name.lower() for name in FAMILY)
SMALL_ALSO_WORDS = frozenset(name.lower() for name in ALSO_WORDS)

_ROLES = _words("roles")
ROLES = frozenset(role.lstrip("*") for role in _ROLES)
ROLE_ENDINGS = tuple(sorted(role[1:] for role in _ROLES if role.startswith("*")))

VILLAGES = _words("villages")
POST_TOWNS = VILLAGES | _words("post_towns")
LOCAL_PLACES = VILLAGES | {
    "malung",
    "sälen",
    "lima",
    "malung-sälen",
    "backa",
    "heden",
    "hole",
    "tandådalen",
    "hundfjället",
}
NOT_PLATES = _words("not_plates")
