"""Pictures on the page: small, of known size, with their words."""

import base64
import io
from dataclasses import dataclass

from PIL import Image

from backstride.figures import Picture, png
from backstride.presentation import Presentation

COLOURS = 256


@dataclass(frozen=True)
class Embedded:
    """A picture as text of the page: base64 of a PNG, its size in pixels, its words."""

    image: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""


def smaller(picture: bytes) -> bytes:
    """The same picture as a PNG of at most 256 colours, where that makes it smaller.

    Parameters
    ----------
    picture : bytes
        A PNG on white. One that cannot be read is given back as it is.
    """
    try:
        with Image.open(io.BytesIO(picture)) as full:
            flat = Image.new("RGB", full.size, "white")
            flat.paste(full, mask=full.getchannel("A") if full.mode == "RGBA" else None)
    except (OSError, ValueError):
        return picture
    sheet = io.BytesIO()
    few = flat.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(sheet, format="PNG", optimize=True)
    return min(picture, sheet.getvalue(), key=len)


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, as its header says; 0 where there is no header."""
    if picture[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def embedded(picture: Picture, presentation: Presentation) -> Embedded:
    """One of our figures, ready to be put into the page."""
    image = smaller(png(picture, presentation))
    return Embedded(
        base64.b64encode(image).decode("ascii"),
        *size_of(image),
        presentation.sentence(picture.alt),
        presentation.sentence(picture.caption),
    )
