"""Small photographs, drawn: a screen without a picture, and the sockets at its back."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (960, 720)


def photo(name: str) -> BytesIO:
    """A JPEG; `name` is one of PICTURES."""
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    PICTURES[name](draw)
    stream = BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(stream, "JPEG", quality=82)
    stream.seek(0)
    return stream


def _screen(draw: ImageDraw.ImageDraw) -> None:
    """A large display on a classroom's wall that says that it has no signal."""
    for y in range(SIZE[1]):
        draw.line((0, y, SIZE[0], y), fill=(222 - y // 12, 216 - y // 12, 200 - y // 12))
    draw.rectangle((0, 610, *SIZE), fill=(126, 94, 62))
    draw.rectangle((110, 90, 850, 520), fill=(38, 38, 42))
    draw.rectangle((130, 110, 830, 492), fill=(8, 12, 34))
    draw.rectangle((330, 268, 630, 334), fill=(24, 40, 110))
    draw.text((480, 301), "HDMI 1   NO SIGNAL", font=ImageFont.load_default(26), fill=(235, 238, 250), anchor="mm")
    draw.ellipse((470, 500, 484, 514), fill=(210, 60, 40))
    draw.rectangle((440, 520, 520, 640), fill=(70, 70, 76))


def _sockets(draw: ImageDraw.ImageDraw) -> None:
    """The back of the display: a row of sockets, one cable in the switch box."""
    draw.rectangle((0, 0, *SIZE), fill=(44, 45, 48))
    draw.rectangle((70, 90, 890, 300), fill=(60, 61, 66))
    for at, label in enumerate(("HDMI 1", "HDMI 2", "USB", "LAN", "VGA")):
        left = 110 + at * 156
        draw.rectangle((left, 160, left + 112, 214), fill=(18, 18, 20), outline=(150, 150, 156), width=4)
        draw.text((left + 56, 130), label, font=ImageFont.load_default(20), fill=(214, 214, 218), anchor="mm")
    draw.rectangle((120, 168, 212, 226), fill=(24, 60, 150))
    draw.line((166, 226, 190, 380, 320, 470, 420, 520), fill=(20, 20, 22), width=22, joint="curve")
    draw.rectangle((400, 490, 720, 610), fill=(196, 196, 200))
    draw.text((560, 550), "HDMI SWITCH", font=ImageFont.load_default(24), fill=(40, 40, 44), anchor="mm")


PICTURES = {"screen": _screen, "sockets": _sockets}
