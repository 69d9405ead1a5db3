"""What a file is, by its content; the name it came with has to agree."""

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath

_OFFICE = "application/vnd.openxmlformats-officedocument."
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"}
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHUNK = 256 * 1024


class FileRefused(ValueError):
    """The file cannot be kept; the message is for the person who sent it."""


@dataclass(frozen=True)
class FileKind:
    name: str
    label: str
    content_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]


JPEG = FileKind("jpeg", "写真（JPEG）", "image/jpeg", (".jpg", ".jpeg"))
PNG = FileKind("png", "画像（PNG）", "image/png", (".png",))
WEBP = FileKind("webp", "画像（WebP）", "image/webp", (".webp",))
PDF = FileKind("pdf", "PDF", "application/pdf", (".pdf",))
XLSX = FileKind("xlsx", "Excel（.xlsx）", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
DOCX = FileKind("docx", "Word（.docx）", f"{_OFFICE}wordprocessingml.document", (".docx",))
PPTX = FileKind("pptx", "PowerPoint（.pptx）", f"{_OFFICE}presentationml.presentation", (".pptx",))
TEXT = FileKind("text", "テキスト・CSV", "text/plain", (".txt", ".csv"))

PHOTOS = (JPEG, PNG, WEBP)
ATTACHMENTS = (*PHOTOS, PDF, XLSX, DOCX, PPTX, TEXT)
_OFFICE_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ppt/presentation.xml": PPTX}


def sniff(path: Path) -> FileKind:
    """FileRefused for what is empty, dangerous or unknown."""
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise FileRefused("ファイルが空です（0バイト）。")
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return WEBP
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"PK\x03\x04"):
        return _office_kind(path)
    _refuse_known(start)
    if _is_text(path):
        return TEXT
    raise FileRefused(f"この種類のファイルは添付できません。添付できるのは{labels(ATTACHMENTS)}です。")


def labels(kinds: tuple[FileKind, ...]) -> str:
    return "、".join(kind.label for kind in kinds)


def check_name(filename: str, kind: FileKind, kinds: tuple[FileKind, ...]) -> None:
    if kind not in kinds:
        raise FileRefused(f"ここに添付できるのは{labels(kinds)}です。")
    suffix = PurePath(filename).suffix.lower()
    if suffix not in kind.extensions:
        raise FileRefused(
            f"ファイルの中身は{kind.label}ですが、名前の終わりが「{suffix or 'なし'}」です。"
            f"名前の終わりを{'か'.join(kind.extensions)}にしてください。"
        )


def _office_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused("ファイルが壊れているようです。保存し直してから選んでください。") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("マクロ付きのファイルは添付できません。マクロなしで保存し直してください。")
    for part, kind in _OFFICE_PARTS.items():
        if part in names:
            return kind
    raise FileRefused("ZIPは添付できません。中のファイルを一つずつ添付してください。")


def _refuse_known(start: bytes) -> None:
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS:
        raise FileRefused("HEIC形式の写真は添付できません。JPEGにしてから選んでください。")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "古い形式（.xls、.doc、.ppt）か、パスワード付きのファイルです。パスワードなしの新しい形式で保存し直してください。"
        )


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(2)
    utf16 = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return any(_decodes(path, encoding) for encoding in (("utf-16",) if utf16 else ("utf-8-sig", "cp932")))


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as text:
            while chunk := text.read(_CHUNK):
                if _NOT_TEXT.search(chunk):
                    return False
    except UnicodeError:
        return False
    return True
