"""A photograph becomes a picture of a tile: square, a few kilobytes, the same bytes for the same photograph."""

import io
from hashlib import sha256

from PIL import Image, ImageOps, UnidentifiedImageError

from comptoir.catalog.errors import PhotoUnreadable

EDGE = 224
UPLOAD_BYTES_MAX = 12 * 1024 * 1024
PIXELS_MAX = 60_000_000
BYTES_MAX = 16 * 1024
_QUALITIES = (72, 60, 45, 30)


def tile_picture(content: bytes) -> bytes:
    """A WebP of 224 × 224, cut from the middle, upright, and without what the camera noted of time and place."""
    if not content or len(content) > UPLOAD_BYTES_MAX:
        raise PhotoUnreadable
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise PhotoUnreadable
            picture.draft("RGB", (2 * EDGE, 2 * EDGE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable from error
    square = ImageOps.fit(upright, (EDGE, EDGE), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", square.size, "white")
    ground.alpha_composite(square)
    return _encoded(ground.convert("RGB"))


def photo_digest(picture: bytes) -> str:
    return sha256(picture).hexdigest()


def _encoded(picture: Image.Image) -> bytes:
    """As good as fits: a shelf of tiles must not weigh more than a photograph."""
    encoded = b""
    for quality in _QUALITIES:
        stream = io.BytesIO()
        picture.save(stream, "WEBP", quality=quality, method=6)
        encoded = stream.getvalue()
        if len(encoded) <= BYTES_MAX:
            break
    return encoded
