"""An upload: a form with a file (multipart/form-data, RFC 7578), piece by piece; the file goes to a sink."""

from __future__ import annotations

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.core.errors import BoundPassed, InputError
from app.core.text import Text
from app.intake.push import ByteSink

ATTACHED = "definition"  # a second file of a form: a crosswalk that is tried before it is stored
_ATTACHED_BYTES = 1024 * 1024
_FIELDS = 32  # a form has seven
_FIELD_BYTES = 4096  # the longest is the name of a crosswalk


class FormSink:
    """Takes the bytes of a form. Its first part with a file name is the delivery; the others are `fields` by name.

    `file_name` is what the museum calls the file, `content_type` what its part is declared as. A file in the field of
    the name ATTACHED is kept in `attached`: what it is called, and its bytes.
    """

    def __init__(self, boundary: str | None, sink: ByteSink) -> None:
        """Send the file's bytes to `sink`; raise InputError for a form without a usable boundary."""
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self.content_type = ""
        self.attached: dict[str, tuple[str, bytes]] = {}
        self._sink = sink
        self._headers: dict[bytes, bytes] = {}
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._field: tuple[str, bytearray] | None = None
        self._in_file = False
        self._ended = False
        if not boundary:
            raise _malformed()
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_begin": self._begin_header,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_part_data": self._part_data,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except (FormParserError, UnicodeEncodeError):
            raise _malformed() from None

    def write(self, data: bytes) -> None:
        """Take the next bytes of the form; raise InputError where they are no form."""
        try:
            self._parser.write(data)
        except FormParserError:
            raise _malformed() from None

    def close(self) -> None:
        """Raise InputError when the form was cut off, or holds no file."""
        if not self._ended:
            raise _malformed()
        if self.file_name is None:
            raise InputError(
                Text(
                    fr="Le formulaire ne contient aucun fichier: joignez-le dans un champ de type « file ».",
                    en="The form holds no file: attach it in a field of type “file”.",
                )
            )
        self._sink.close()

    def _begin_part(self) -> None:
        self._headers = {}
        self._field = None
        self._in_file = False

    def _begin_header(self) -> None:
        self._header = (bytearray(), bytearray())

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        name = _decoded(options.get(b"name", b""))
        file_name = options.get(b"filename")
        if file_name is not None and name == ATTACHED:
            self._field = (name, bytearray())
            self.attached[name] = (_decoded(file_name), b"")
        elif file_name is not None and self.file_name is None:
            self.file_name = _decoded(file_name)
            self.content_type = self._headers.get(b"content-type", b"").decode("latin-1")
            self._in_file = True
        elif file_name is None and name:
            if len(self.fields) >= _FIELDS:
                raise _too_many_fields()
            self._field = (name, bytearray())

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._sink.write(data[start:end])
        elif self._field is not None:
            self._field[1].extend(data[start:end])
            most = _ATTACHED_BYTES if self._field[0] in self.attached else _FIELD_BYTES
            if len(self._field[1]) > most:
                raise _too_many_fields()

    def _end_part(self) -> None:
        if self._field is not None:
            name, value = self._field
            if name in self.attached:
                self.attached[name] = (self.attached[name][0], bytes(value))
                return
            self.fields[name] = _decoded(bytes(value)).strip()

    def _end(self) -> None:
        self._ended = True


def _decoded(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _malformed() -> InputError:
    return InputError(
        Text(
            fr="Le formulaire (multipart/form-data) est mal formé ou tronqué.",
            en="The form (multipart/form-data) is malformed or cut off.",
        )
    )


def _too_many_fields() -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"Le formulaire a plus de {_FIELDS} champs, ou un champ de plus de {_FIELD_BYTES} octets.",
            en=f"The form has more than {_FIELDS} fields, or a field of more than {_FIELD_BYTES} bytes.",
        )
    )
