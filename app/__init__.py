"""Concordance: catalogue records of museums in, validated and findable linked data out."""
