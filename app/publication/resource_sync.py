"""ResourceSync (ANSI/NISO Z39.99-2017): what there is to synchronise, as sitemaps with the protocol's own elements.

A resource is the N-Quads form of a record, at its own address; the record's IRI and licence stand beside it as links.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

from app.publication.feed_item import FeedItem
from app.publication.xml_text import utc_milliseconds, xml_attribute, xml_text

MEDIA_TYPE = "application/xml"
WELL_KNOWN = "/.well-known/resourcesync"
CAPABILITIES = "/resourcesync/capabilitylist.xml"
RESOURCES = "/resourcesync/resourcelist.xml"
CHANGES = "/resourcesync/changelist.xml"
DUMP = "/resourcesync/resourcedump.xml"

_SUFFIX, _TYPE = ".nq", "application/n-quads"
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/"'
_CHANGE = {"created": "created", "updated": "updated", "withdrawn": "deleted"}


def resource_address(item: FeedItem) -> str:
    """Return the address of the form of a record that is synchronised."""
    return f"{item.iri}{_SUFFIX}"


def source_description(base: str) -> bytes:
    """Return the description of the source (section 6): its one capability list."""
    entry = _entry(base + CAPABILITIES, '<rs:md capability="capabilitylist"/>')
    return _document("urlset", (_link("describedby", f"{base}/api/docs"), '<rs:md capability="description"/>'), [entry])


def capability_list(base: str) -> bytes:
    """Return the capability list (section 7): resource list, resource dump, change list."""
    entries = [
        _entry(base + path, f'<rs:md capability="{capability}"/>')
        for path, capability in ((RESOURCES, "resourcelist"), (DUMP, "resourcedump"), (CHANGES, "changelist"))
    ]
    return _document("urlset", (_link("up", base + WELL_KNOWN), '<rs:md capability="capabilitylist"/>'), entries)


def index(base: str, capability: str, at: datetime, parts: Iterable[str]) -> bytes:
    """Return the index of a list that is cut into parts (sections 8.2 and 10.2); `parts` are their paths."""
    entries = [_entry(base + path, f'<rs:md capability="{capability}"/>', element="sitemap") for path in parts]
    return _document("sitemapindex", (_link("up", base + CAPABILITIES), _head(capability, at)), entries)


def change_index(base: str, since: datetime, parts: Iterable[str]) -> bytes:
    """Return the index of a change list that is cut into parts (section 10.2); `since` is its first change's moment."""
    entries = [_entry(base + path, '<rs:md capability="changelist"/>', element="sitemap") for path in parts]
    head = f'<rs:md capability="changelist" from="{utc_milliseconds(since)}"/>'
    return _document("sitemapindex", (_link("up", base + CAPABILITIES), head), entries)


def resource_list(base: str, at: datetime, items: Iterable[FeedItem], *, part: bool = True) -> bytes:
    """Return (a part of) the resource list (section 8.1): every published record as it stood at this moment."""
    links = [_link("up", base + CAPABILITIES)] + ([_link("index", base + RESOURCES)] if part else [])
    entries = [
        _entry(resource_address(item), f'<rs:md type="{_TYPE}"/>{_links(item)}', lastmod=item.entry.at)
        for item in items
    ]
    return _document("urlset", (*links, _head("resourcelist", at)), entries)


def change_list(
    base: str, since: datetime, until: datetime | None, items: Iterable[FeedItem], *, part: bool = True
) -> bytes:
    """Return (a part of) the change list (section 10.1): every change, in order; `until` is None while it is open."""
    links = [_link("up", base + CAPABILITIES)] + ([_link("index", base + CHANGES)] if part else [])
    ends = f' until="{utc_milliseconds(until)}"' if until is not None else ""
    head = f'<rs:md capability="changelist" from="{utc_milliseconds(since)}"{ends}/>'
    return _document("urlset", (*links, head), [_change(item) for item in items])


def dump_list(base: str, at: datetime, packages: Sequence[tuple[str, datetime | None]]) -> bytes:
    """Return the resource dump (section 9.1): the addresses of the packages and when each was last changed."""
    entries = [_entry(base + path, '<rs:md type="application/zip"/>', lastmod=changed) for path, changed in packages]
    return _document("urlset", (_link("up", base + CAPABILITIES), _head("resourcedump", at)), entries)


def package(base: str, at: datetime, items: Iterable[FeedItem]) -> bytes:
    """Return a package of the dump (section 9.2): a ZIP of the records' N-Quads with its manifest."""
    written, entries = io.BytesIO(), []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            path = f"resources/{item.entry.institution}/{item.entry.sequence}{_SUFFIX}"
            content = item.n_quads().encode()
            archive.writestr(path, content)
            metadata = f'<rs:md type="{_TYPE}" length="{len(content)}" path="/{path}"/>{_links(item)}'
            entries.append(_entry(resource_address(item), metadata, lastmod=item.entry.at))
        head = (_link("up", base + CAPABILITIES), _head("resourcedump-manifest", at))
        archive.writestr("manifest.xml", _document("urlset", head, entries))
    return written.getvalue()


def _change(item: FeedItem) -> str:
    entry = item.entry
    kind, when = _CHANGE[entry.kind], utc_milliseconds(entry.at)
    return _entry(
        resource_address(item),
        f'<rs:md change="{kind}" datetime="{when}" type="{_TYPE}"/>{_links(item)}',
        lastmod=entry.at,
    )


def _links(item: FeedItem) -> str:
    """Return what the resource describes, and the licence of the description where it has one."""
    described = _link("describes", item.iri)
    return described if item.rights is None else described + _link("license", item.rights)


def _link(relation: str, address: str) -> str:
    return f'<rs:ln rel="{relation}" href="{xml_attribute(address)}"/>'


def _head(capability: str, at: datetime) -> str:
    return f'<rs:md capability="{capability}" at="{utc_milliseconds(at)}"/>'


def _entry(address: str, inner: str, *, lastmod: datetime | None = None, element: str = "url") -> str:
    changed = f"<lastmod>{utc_milliseconds(lastmod)}</lastmod>" if lastmod is not None else ""
    return f"<{element}><loc>{xml_text(address)}</loc>{changed}{inner}</{element}>\n"


def _document(element: str, head: Sequence[str], entries: Iterable[str]) -> bytes:
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} {_NAMESPACES}>\n'
    return "".join((opening, *(f"{one}\n" for one in head), *entries, f"</{element}>\n")).encode()
