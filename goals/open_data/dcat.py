"""The catalogue as RDF by DCAT-AP-SE 3, so that Sweden's data portal can harvest what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal as OneOf

from goals.open_data.datasets import REGISTER, Dataset

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
FORMATS = (("csv", "text/csv"), ("json", "application/json"))
SYNTAXES = {"xml": "application/rdf+xml", "turtle": "text/turtle"}
_EU = "http://publications.europa.eu/resource/authority/"
_LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_ORGANISATION = "http://dataportal.se/organisation/SE"
_TITLE = {"sv": "Öppna data om målbilden", "en": "Open data on the målbild"}
_DESCRIPTION = {
    "sv": "Hur det går för kommunens mål: mätvärden, svar och bedömningar ur Samspel.",
    "en": "How the municipality's goals are going: readings, answers and judgements out of Samspel.",
}


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
def serialised(catalogue: Catalogue, syntax: OneOf["xml", "turtle"]) -> bytes:
    """The catalogue as RDF/XML or Turtle; made once for the same content, because many harvesters ask and it is slow.

    Catalogue, files, publisher and contact have addresses of their own: the harvester takes no blank nodes.
    """
    # Loading rdflib takes half a second and tens of megabytes, which only this page needs.
    from rdflib import XSD, Graph, Literal, Namespace, URIRef
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    dcatap = Namespace("http://data.europa.eu/r5r/")
    home = f"{catalogue.base_url}/oppna-data"
    graph = Graph(bind_namespaces="none")
    for prefix, space in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", vcard), ("dcatap", dcatap)):
        graph.bind(prefix, space)

    def say(subject: str, predicate: URIRef, *objects: str) -> None:
        for address in objects:
            graph.add((URIRef(subject), predicate, URIRef(address)))

    def tell(subject: str, predicate: URIRef, texts: dict[str, str]) -> None:
        for language, text in texts.items():
            graph.add((URIRef(subject), predicate, Literal(text, lang=language)))

    def state(subject: str, predicate: URIRef, text: str) -> None:
        graph.add((URIRef(subject), predicate, Literal(text)))

    def date_it(subject: str, day: date | None) -> None:
        if day:
            graph.add((URIRef(subject), DCTERMS.modified, Literal(day.isoformat(), datatype=XSD.date)))

    root, contact = f"{home}/dcat.rdf#katalog", f"{home}#kontakt"
    number = catalogue.organisation_number
    publisher = f"{_ORGANISATION}{number}" if number else f"{home}#utgivare"
    modified = dict(catalogue.modified)

    say(root, RDF.type, str(DCAT.Catalog))
    tell(root, DCTERMS.title, _TITLE)
    tell(root, DCTERMS.description, _DESCRIPTION)
    say(root, DCTERMS.publisher, publisher)
    say(root, DCTERMS.license, LICENCE)
    say(root, DCTERMS.language, f"{_EU}language/SWE", f"{_EU}language/ENG")
    say(root, FOAF.homepage, home)
    say(home, RDF.type, str(FOAF.Document))
    say(root, DCAT.themeTaxonomy, f"{_EU}data-theme")
    date_it(root, max((day for day in modified.values() if day), default=None))

    say(publisher, RDF.type, str(FOAF.Agent))
    state(publisher, FOAF.name, catalogue.municipality)
    say(publisher, DCTERMS.type, _LOCAL_AUTHORITY)

    say(contact, RDF.type, str(vcard.Organization))
    state(contact, vcard.fn, catalogue.municipality)
    say(contact, vcard.hasEmail, f"mailto:{catalogue.contact_email}")

    for dataset in REGISTER:
        this = f"{home}/dcat.rdf#{dataset.key}"
        say(root, DCAT.dataset, this)
        say(this, RDF.type, str(DCAT.Dataset))
        tell(this, DCTERMS.title, dict(dataset.title))
        tell(this, DCTERMS.description, described(dataset))
        state(this, DCTERMS.identifier, this)
        say(this, DCTERMS.publisher, publisher)
        say(this, DCAT.contactPoint, contact)
        say(this, DCAT.theme, f"{_EU}data-theme/GOVE")
        for swedish, english in dataset.keywords:
            tell(this, DCAT.keyword, {"sv": swedish, "en": english})
        say(this, DCTERMS.accrualPeriodicity, f"{_EU}frequency/IRREG")
        say(this, DCTERMS.accessRights, f"{_EU}access-right/PUBLIC")
        say(this, DCTERMS.language, f"{_EU}language/SWE")
        say(this, DCAT.landingPage, home)
        # The page says what every column holds.
        columns = f"{home}#{dataset.key}"
        say(this, DCTERMS.conformsTo, columns)
        say(columns, RDF.type, str(DCTERMS.Standard))
        tell(columns, DCTERMS.title, {lang: f"{title}: {_COLUMNS[lang]}" for lang, title in dataset.title.items()})
        date_it(this, modified.get(dataset.key))
        for ending, media_type in FORMATS:
            one, file = f"{this}-{ending}", f"{home}/{dataset.key}.{ending}"
            say(this, DCAT.distribution, one)
            say(one, RDF.type, str(DCAT.Distribution))
            tell(one, DCTERMS.title, {lang: f"{title} ({ending.upper()})" for lang, title in dataset.title.items()})
            say(one, DCAT.accessURL, file)
            say(one, DCAT.downloadURL, file)
            say(one, DCAT.mediaType, f"{_MEDIA_TYPES}{media_type}")
            state(one, DCTERMS["format"], media_type)
            say(one, DCTERMS.license, LICENCE)
            say(one, DCTERMS.language, f"{_EU}language/SWE")
            say(one, dcatap.availability, f"{_EU}planned-availability/STABLE")
            date_it(one, modified.get(dataset.key))
    body: bytes = graph.serialize(format=syntax, encoding="utf-8")
    return body


def described(dataset: Dataset) -> dict[str, str]:
    """What a file holds and, where others' values are among it, that their sources are to be named."""
    if not dataset.has_others:
        return dict(dataset.description)
    return {language: f"{text} {_OTHERS[language]}" for language, text in dataset.description.items()}


_COLUMNS = {"sv": "kolumner", "en": "columns"}
_OTHERS = {
    "sv": "Värden från andra har sin källa på samma rad, i kolumnerna source, citation, peers_source och "
    "nation_source; ange den när du använder dem.",
    "en": "Values of others have their source on the same row, in the columns source, citation, peers_source and "
    "nation_source; name it when you use them.",
}
