"""Photos made anew from their pixels: upright, at most 2560 px, without place, camera or any other note."""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.kernel.files.kinds import JPEG, PNG, WEBP, FileKind, FileRefused

MAX_SIDE = 2560
MAX_PIXELS = 50_000_000
# MPO is a JPEG with further pictures behind the first, as some telephones write it.
_FORMATS = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP, "MPO": JPEG}
_OPTIONS: dict[FileKind, dict[str, Any]] = {
    JPEG: {"format": "JPEG", "quality": 85, "progressive": True},
    PNG: {"format": "PNG"},
    WEBP: {"format": "WEBP", "quality": 85},
}


def clean_photo(source: Path, target: Path) -> FileKind:
    """Write the cleaned photo to `target`; FileRefused when it is broken or has too many pixels."""
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
            return _clean(image, target)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("写真が壊れていて開けません。別の写真を選んでください。") from error


def _too_large() -> FileRefused:
    return FileRefused(f"写真が大きすぎます。{MAX_PIXELS // 10_000:,}万画素までの写真を選んでください。")


def _clean(image: Image.Image, target: Path) -> FileKind:
    kind = _FORMATS[image.format or ""]
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if kind is JPEG:
        image.draft(None, (MAX_SIDE, MAX_SIDE))
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    plain = _as_srgb(_plain_mode(upright, kind), profile)
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    clean.save(target, **_OPTIONS[kind])
    return kind


def _plain_mode(image: Image.Image, kind: FileKind) -> Image.Image:
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if kind is not JPEG and has_alpha:
        return image.convert("RGBA")
    return image if image.mode == "L" else image.convert("RGB")


def _as_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant, since the profile that said so goes with the other notes."""
    if not profile or image.mode == "L":
        return image
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image
