"""IIIF Presentation API 3.0: a record's pictures as a manifest, an institution's manifests as collections."""
