"""The catalogue as statements of RDF; rdflib is slow to load, so only ``dcat`` imports this, and only when asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from rdflib import XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from goals.open_data.datasets import REGISTER, Dataset
from goals.open_data.dcat import FORMATS, LICENCE, Catalogue, described

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
PREFIXES = (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("dcatap", DCATAP))
EU = "http://publications.europa.eu/resource/authority/"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
ORGANISATION = "http://dataportal.se/organisation/SE"
TITLE = {"sv": "Öppna data om målbilden", "en": "Open data on the målbild"}
DESCRIPTION = {
    "sv": "Hur det går för kommunens mål: mätvärden, svar och bedömningar ur Samspel.",
    "en": "How the municipality's goals are going: readings, answers and judgements out of Samspel.",
}
COLUMNS = {"sv": "kolumner", "en": "columns"}


def serialise(catalogue: Catalogue, syntax: str) -> bytes:
    """The whole catalogue in a syntax that rdflib knows by this name.

    Catalogue, files, publisher and contact have addresses of their own: the harvester takes no blank nodes.
    """
    body: bytes = _Writer(catalogue).whole().serialize(format=syntax, encoding="utf-8")
    return body


class _Writer:
    """Writes the statements of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.modified = dict(catalogue.modified)
        self.home = f"{catalogue.base_url}/oppna-data"
        self.contact = f"{self.home}#kontakt"
        number = catalogue.organisation_number
        self.publisher = f"{ORGANISATION}{number}" if number else f"{self.home}#utgivare"
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in PREFIXES:
            self.graph.bind(prefix, space)

    def whole(self) -> Graph:
        self._catalogue(f"{self.home}/dcat.rdf#katalog")
        self._people()
        for dataset in REGISTER:
            self._dataset(f"{self.home}/dcat.rdf#{dataset.key}", dataset)
        return self.graph

    def _catalogue(self, root: str) -> None:
        self._link(root, RDF.type, DCAT.Catalog)
        self._tell(root, DCTERMS.title, TITLE)
        self._tell(root, DCTERMS.description, DESCRIPTION)
        self._link(root, DCTERMS.publisher, self.publisher)
        self._link(root, DCTERMS.license, LICENCE)
        self._link(root, DCTERMS.language, f"{EU}language/SWE", f"{EU}language/ENG")
        self._link(root, FOAF.homepage, self.home)
        self._link(self.home, RDF.type, FOAF.Document)
        self._link(root, DCAT.themeTaxonomy, f"{EU}data-theme")
        self._link(root, DCAT.dataset, *(f"{self.home}/dcat.rdf#{dataset.key}" for dataset in REGISTER))
        self._date(root, max((day for day in self.modified.values() if day), default=None))

    def _people(self) -> None:
        name = self.catalogue.municipality
        self._link(self.publisher, RDF.type, FOAF.Agent)
        self._say(self.publisher, FOAF.name, name)
        self._link(self.publisher, DCTERMS.type, LOCAL_AUTHORITY)
        self._link(self.contact, RDF.type, VCARD.Organization)
        self._say(self.contact, VCARD.fn, name)
        self._link(self.contact, VCARD.hasEmail, f"mailto:{quote(self.catalogue.contact_email, safe='@')}")

    def _dataset(self, this: str, dataset: Dataset) -> None:
        self._link(this, RDF.type, DCAT.Dataset)
        self._tell(this, DCTERMS.title, dataset.title)
        self._tell(this, DCTERMS.description, described(dataset))
        self._say(this, DCTERMS.identifier, this)
        self._link(this, DCTERMS.publisher, self.publisher)
        self._link(this, DCAT.contactPoint, self.contact)
        self._link(this, DCAT.theme, f"{EU}data-theme/GOVE")
        for swedish, english in dataset.keywords:
            self._tell(this, DCAT.keyword, {"sv": swedish, "en": english})
        self._link(this, DCTERMS.accrualPeriodicity, f"{EU}frequency/IRREG")
        self._link(this, DCTERMS.accessRights, f"{EU}access-right/PUBLIC")
        self._link(this, DCTERMS.language, f"{EU}language/SWE")
        self._link(this, DCAT.landingPage, self.home)
        # The page says what every column holds.
        columns = f"{self.home}#{dataset.key}"
        self._link(this, DCTERMS.conformsTo, columns)
        self._link(columns, RDF.type, DCTERMS.Standard)
        self._tell(columns, DCTERMS.title, {lang: f"{title}: {COLUMNS[lang]}" for lang, title in dataset.title.items()})
        self._date(this, self.modified.get(dataset.key))
        for ending, media_type in FORMATS:
            self._link(this, DCAT.distribution, f"{this}-{ending}")
            self._file(f"{this}-{ending}", dataset, ending, media_type)

    def _file(self, this: str, dataset: Dataset, ending: str, media_type: str) -> None:
        address = f"{self.home}/{dataset.key}.{ending}"
        self._link(this, RDF.type, DCAT.Distribution)
        self._tell(this, DCTERMS.title, {lang: f"{title} ({ending.upper()})" for lang, title in dataset.title.items()})
        self._link(this, DCAT.accessURL, address)
        self._link(this, DCAT.downloadURL, address)
        self._link(this, DCAT.mediaType, f"{MEDIA_TYPES}{media_type}")
        self._say(this, DCTERMS["format"], media_type)
        self._link(this, DCTERMS.license, LICENCE)
        self._link(this, DCTERMS.language, f"{EU}language/SWE")
        self._link(this, DCATAP.availability, f"{EU}planned-availability/STABLE")
        self._date(this, self.modified.get(dataset.key))

    def _link(self, subject: str, predicate: URIRef, *addresses: str) -> None:
        for address in addresses:
            self.graph.add((URIRef(subject), predicate, URIRef(address)))

    def _tell(self, subject: str, predicate: URIRef, texts: Mapping[str, str]) -> None:
        for language, text in texts.items():
            self.graph.add((URIRef(subject), predicate, Literal(text, lang=language)))

    def _say(self, subject: str, predicate: URIRef, text: str) -> None:
        self.graph.add((URIRef(subject), predicate, Literal(text)))

    def _date(self, subject: str, day: date | None) -> None:
        if day:
            self.graph.add((URIRef(subject), DCTERMS.modified, Literal(day.isoformat(), datatype=XSD.date)))
