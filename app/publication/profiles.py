"""The profiles that output formats follow: each with its published IRI, the token clients ask for, and a label."""

from __future__ import annotations

from app.core.text import Text
from app.publication.output_format import Profile

# The profile parameter that Linked Art documents are served with (linked.art/api/1.0/json-ld).
LINKED_ART = Profile(
    "https://linked.art/ns/v1/linked-art.json", "linked-art", Text(fr="Linked Art 1.0", en="Linked Art 1.0")
)
# ontology/profile.ttl: the graph as it is stored, in which every part has its address.
CONCORDANCE = Profile(
    "https://w3id.org/concordance/profile",
    "concordance",
    Text(fr="Profil d'application de Concordance", en="Application profile of Concordance"),
)
SCHEMA_ORG = Profile("https://schema.org/", "schema", Text(fr="schema.org", en="schema.org"))
NDE = Profile(
    "https://docs.nde.nl/schema-profile/",
    "nde",
    Text(
        fr="Profil schema.org du réseau néerlandais du patrimoine numérique (SCHEMA-AP-NDE)",
        en="schema.org profile of the Dutch Digital Heritage Network (SCHEMA-AP-NDE)",
    ),
)
EDM = Profile(
    "http://www.europeana.eu/schemas/edm/", "edm", Text(fr="Modèle de données Europeana", en="Europeana Data Model")
)
DUBLIN_CORE = Profile(
    "http://purl.org/dc/terms/", "dc", Text(fr="Termes du Dublin Core", en="Dublin Core Metadata Terms")
)
OAI_DC = Profile(
    "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "oai_dc",
    Text(fr="Dublin Core simple (OAI)", en="Simple Dublin Core (OAI)"),
)
LIDO = Profile("http://www.lido-schema.org", "lido", Text(fr="LIDO 1.1", en="LIDO 1.1"))
MODS = Profile("http://www.loc.gov/mods/v3", "mods", Text(fr="MODS 3.7", en="MODS 3.7"))
IIIF = Profile(
    "http://iiif.io/api/presentation/3/context.json",
    "iiif",
    Text(fr="IIIF Presentation 3.0", en="IIIF Presentation 3.0"),
)
