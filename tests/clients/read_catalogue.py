"""Reads a DCAT catalogue in Turtle as a CKAN portal harvests it; writes its datasets as one line of JSON."""

import json
import sys
from pathlib import Path

from ckan.common import config
from ckanext.dcat.processors import RDFParser

config["ckan.locale_default"] = "fr"
config["ckan.site_url"] = "https://portail.example.org"
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(Path(sys.argv[1]).read_text("utf-8"), _format="turtle")
sys.stdout.write(json.dumps(list(parser.datasets())) + "\n")
