"""An address as a picture that a phone's camera reads."""

import qrcode
from qrcode.image.svg import SvgPathImage


def svg_of(address: str) -> bytes:
    """Return a QR code of this address as an SVG document, black on white as cameras want it."""
    picture = qrcode.make(address, image_factory=SvgPathImage, border=2)
    return picture.to_string(encoding="utf-8")
