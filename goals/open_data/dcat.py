"""The catalogue as RDF by DCAT-AP-SE 3, so that Sweden's data portal can harvest what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from goals.open_data.datasets import Dataset

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
FORMATS = (("csv", "text/csv"), ("json", "application/json"))
SYNTAXES = {"xml": "application/rdf+xml", "turtle": "text/turtle"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What differs between installations and over time; ``modified`` pairs each file's key with its last change.

    ``base_url`` is the configured address, never the one a request came to. ``organisation_number`` is "" when it is
    not known; with it, data portals know the publisher again in other catalogues.
    """

    base_url: str
    municipality: str
    contact_email: str
    organisation_number: str
    modified: tuple[tuple[str, date | None], ...]


@lru_cache(maxsize=8)
def serialised(catalogue: Catalogue, syntax: Literal["xml", "turtle"]) -> bytes:
    """The catalogue as RDF/XML or Turtle; made once for the same content, as harvesters ask often and it is slow."""
    # Loading rdflib takes half a second and tens of megabytes, which only this page needs.
    from goals.open_data import graph

    return graph.serialise(catalogue, syntax)


def described(dataset: Dataset) -> dict[str, str]:
    """What a file holds and, where others' values are among it, that their sources are to be named."""
    if not dataset.has_others:
        return dict(dataset.description)
    return {language: f"{text} {_OTHERS[language]}" for language, text in dataset.description.items()}


_OTHERS = {
    "sv": "Värden från andra har sin källa på samma rad, i kolumnerna source, citation, peers_source och "
    "nation_source; ange den när du använder dem.",
    "en": "Values of others have their source on the same row, in the columns source, citation, peers_source and "
    "nation_source; name it when you use them.",
}
