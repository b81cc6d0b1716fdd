"""Reads QR codes from what the browser shows, pixel by pixel, as a customer's phone does."""

import struct
import zlib

import zxingcpp
from playwright.sync_api import Locator


def read_qr(shown: Locator) -> str:
    """The text of the one QR code in an element."""
    [found] = zxingcpp.read_barcodes(grey_pixels(shown.screenshot(type="png")))
    return found.text


def grey_pixels(png: bytes) -> memoryview:
    """Rows of brightness of an 8-bit RGB or RGBA picture without interlacing: what Chromium's screenshots are."""
    width, height, depth, color = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[color]
    raw = zlib.decompress(_data_of(png))
    stride = width * channels
    above = bytearray(stride)
    grey = bytearray()
    for row in range(height):
        start = row * (stride + 1)
        above = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, channels)
        grey += above[1::channels]
    return memoryview(grey).cast("B", (height, width))


def _data_of(png: bytes) -> bytes:
    data = b""
    place = 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        if kind == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    return data


def _unfilter(kind: int, line: bytearray, above: bytearray, channels: int) -> bytearray:
    """PNG specification §9.2."""
    for place in range(len(line)):
        left = line[place - channels] if place >= channels else 0
        corner = above[place - channels] if place >= channels else 0
        guess = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
        line[place] = (line[place] + guess) & 0xFF
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    estimate = left + up - corner
    distances = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    return (left, up, corner)[distances.index(min(distances))]
