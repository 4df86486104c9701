from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.errors import BoundPassed, InputError, StorageFull
from app.intake.push import DeliverySink, GzipSink, UnsupportedCoding, discard, disk_refusals_told, sink_for
from app.intake.upload import FormSink


class Kept:
    """A sink in memory."""

    def __init__(self) -> None:
        self.data = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.data += data

    def close(self) -> None:
        self.closed = True


def part(disposition: str, body: bytes, media_type: str | None = None) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n" + (
        f"Content-Type: {media_type}\r\n" if media_type else ""
    )
    return b"--x\r\n" + head.encode() + b"\r\n" + body + b"\r\n"


FORM = (
    part('name="mode"', b" full ")
    + part('name="file"; filename="Été.csv"', b"No,Titre\r\n-- x\r\n1,a\n", "text/csv; charset=cp1252")
    + part('name="crosswalk"', "musée".encode())
    + part('name="definition"; filename="essai.yaml"', b"name: essai\n")
    + b"--x--\r\n"
)


@given(st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=400))
def test_a_form_is_the_same_however_it_is_cut(sizes: list[int]) -> None:
    kept = Kept()
    form = FormSink("x", kept)
    rest = FORM
    while rest:
        size = sizes[len(rest) % len(sizes)]
        form.write(rest[:size])
        rest = rest[size:]
    form.close()
    assert kept.data == b"No,Titre\r\n-- x\r\n1,a\n"
    assert kept.closed
    assert form.file_name == "Été.csv"
    assert form.content_type == "text/csv; charset=cp1252"
    assert form.fields == {"mode": "full", "crosswalk": "musée"}
    assert form.attached == {"definition": ("essai.yaml", b"name: essai\n")}


def test_a_form_without_a_file_or_without_an_end_is_refused() -> None:
    without = FormSink("x", Kept())
    without.write(part('name="mode"', b"full") + b"--x--\r\n")
    with pytest.raises(InputError, match="no file"):
        without.close()
    cut = FormSink("x", Kept())
    cut.write(FORM[:-20])
    with pytest.raises(InputError, match="cut off"):
        cut.close()
    for boundary in (None, "", "é" * 300, "x" * 1000):
        with pytest.raises(InputError):
            FormSink(boundary, Kept())


@pytest.mark.parametrize(
    "body",
    [part('name="mode"', b"x" * 5000), b"".join(part(f'name="f{n}"', b"1") for n in range(40)),
     part('name="definition"; filename="d"', b"x" * 1_100_000)],
    ids=["long field", "many fields", "large definition"],
)  # fmt: skip
def test_the_fields_of_a_form_are_bounded(body: bytes) -> None:
    with pytest.raises(BoundPassed):
        FormSink("x", Kept()).write(body)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_form(data: bytes) -> None:
    form = FormSink("x", Kept())
    with suppress(InputError):
        form.write(data)
        form.close()
        assert form.file_name is not None


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=500))
def test_gzip_is_unpacked_however_it_is_cut(data: bytes, size: int) -> None:
    kept = Kept()
    sink = GzipSink(kept, Bounds())
    packed = gzip.compress(data) + gzip.compress(data)
    for start in range(0, len(packed), size):
        sink.write(packed[start : start + size])
    sink.close()
    assert kept.data == data + data


def test_what_expands_too_much_is_refused_by_name() -> None:
    packed = gzip.compress(b"0" * 40_000_000)
    with pytest.raises(BoundPassed) as total:
        GzipSink(Kept(), Bounds(max_expanded_bytes=1_000_000)).write(packed)
    assert total.value.bound == "max_expanded_bytes"
    with pytest.raises(BoundPassed) as ratio:
        GzipSink(Kept(), Bounds()).write(packed)
    assert ratio.value.bound == "max_expansion_ratio"


def test_codings() -> None:
    kept = Kept()
    assert sink_for("", kept, Bounds()) is kept
    assert sink_for("identity", kept, Bounds()) is kept
    assert isinstance(sink_for(" X-GZIP ", kept, Bounds()), GzipSink)
    with pytest.raises(UnsupportedCoding):
        sink_for("br", kept, Bounds())


def test_a_disk_without_room_is_told_as_such() -> None:
    with pytest.raises(StorageFull), disk_refusals_told(), Path("/dev/full").open("wb") as full:
        full.write(b"x" * 100_000)
    with pytest.raises(FileNotFoundError), disk_refusals_told():
        Path("/nowhere/at/all").read_bytes()


def test_a_sink_is_a_new_file_that_can_be_discarded(tmp_path: Path) -> None:
    sink = DeliverySink(tmp_path)
    sink.write(b"abc")
    sink.close()
    assert sink.path.read_bytes() == b"abc"
    assert sink.path.is_relative_to(tmp_path / "deliveries")
    assert (sink.size, sink.sha256[:8]) == (3, "ba7816bf")
    discard(sink.path)
    discard(sink.path)
    assert not list((tmp_path / "deliveries").iterdir())
