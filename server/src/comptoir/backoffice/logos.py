"""A picture becomes what a thermal printer prints: dots, black or nothing."""

import base64
import io

from PIL import Image, UnidentifiedImageError

from comptoir.receipts import Logo

# It must fit on 58 mm; wider ones are drawn smaller.
WIDTH_MAX = 384
HEIGHT_MAX = 240
UPLOAD_BYTES_MAX = 4 * 1024 * 1024
PIXELS_MAX = 25_000_000


class LogoUnreadable(Exception):
    """The file is no picture that we can read, or it is too large."""


def logo_of(content: bytes) -> Logo:
    """Draw a PNG, JPEG, GIF or WebP in one bit a dot, small enough for the narrow paper."""
    if len(content) > UPLOAD_BYTES_MAX:
        raise LogoUnreadable
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise LogoUnreadable
            ground = Image.new("RGBA", picture.size, "white")
            ground.alpha_composite(picture.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise LogoUnreadable from error
    grey = ground.convert("L")
    grey.thumbnail((WIDTH_MAX, HEIGHT_MAX))
    dots = grey.convert("1")
    width, height = dots.size
    # Pillow's rows of bits are of whole bytes too, with 1 for white.
    wide = (width + 7) // 8
    rows = bytearray(byte ^ 0xFF for byte in dots.tobytes())
    if width % 8:
        mask = (0xFF << (8 - width % 8)) & 0xFF
        for row in range(height):
            rows[row * wide + wide - 1] &= mask
    return Logo(width=width, height=height, bits=base64.b64encode(bytes(rows)).decode("ascii"))
