"""The bytes of a part of a package, had straight from the bytes of the whole: much quicker than by zipfile."""

from __future__ import annotations

import struct
import zipfile
import zlib

_HEADER = struct.Struct("<4s22xHH")  # before each part; it ends with the lengths of a name and of other things
_BEGINS = b"PK\x03\x04"
_USUAL_FLAGS = 0x080E  # how tightly it is packed, that its sizes follow it, that its name is in UTF-8


def unpacked(content: bytes, part: zipfile.ZipInfo) -> bytes | None:
    """The part's bytes; `None` where it does not begin as it should, or is of an uncommon kind, which zipfile may know.

    Raises `BadZipFile` where it is not what it is said to be. No more is unpacked than it is said to hold.
    """
    at = part.header_offset
    if not 0 <= at <= len(content) - _HEADER.size or part.flag_bits & ~_USUAL_FLAGS:
        return None
    begins, name_length, rest_length = _HEADER.unpack_from(content, at)
    begin = at + _HEADER.size + name_length
    if begins != _BEGINS or content[at + _HEADER.size : begin] != part.orig_filename.encode():
        return None
    begin += rest_length
    packed = content[begin : begin + part.compress_size]
    whole = _inflated(packed, part.file_size) if part.compress_type == zipfile.ZIP_DEFLATED else packed
    if len(whole) != part.file_size or zlib.crc32(whole) != part.CRC:
        raise zipfile.BadZipFile(f"{part.filename} is not what it is said to be")
    return whole


def _inflated(packed: bytes, size: int) -> bytes:
    """What was packed, as far as one byte more than it should have."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
