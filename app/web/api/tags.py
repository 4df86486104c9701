"""The families of operations, under the names that the documentation gives them."""

from __future__ import annotations

from app.core.text import Text

DELIVERIES = Text(fr="Livraisons", en="Deliveries")
RECORDS = Text(fr="Notices", en="Records")
CHECKING = Text(fr="Vérification", en="Checking")
CROSSWALKS = Text(fr="Formats et tables de correspondance", en="Formats and crosswalks")
HARVESTING = Text(fr="Moissonnage", en="Harvesting")
LINKED_DATA = Text(fr="Données liées", en="Linked data")
SERVICE = Text(fr="Service", en="Service")

ORDER = (DELIVERIES, RECORDS, CHECKING, CROSSWALKS, HARVESTING, LINKED_DATA, SERVICE)
