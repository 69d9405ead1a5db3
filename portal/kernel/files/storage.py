"""Blobs on disk: one folder per tenant, named by their SHA-256, written whole or not at all."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from portal.kernel.files.kinds import ATTACHMENTS, PHOTOS, FileKind, FileRefused, check_name, sniff
from portal.kernel.files.photos import clean_photo

_CHUNK = 256 * 1024


@dataclass(frozen=True)
class StoredBlob:
    sha256: str
    size: int
    content_type: str
    extension: str


def blob_path(root: Path | str, tenant_id: int, sha256: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256")
    return _folder(root, tenant_id) / sha256[:2] / sha256


def open_blob(root: Path | str, tenant_id: int, sha256: str) -> BinaryIO:
    """FileNotFoundError when this tenant holds no such blob, whoever else does."""
    return blob_path(root, tenant_id, sha256).open("rb")


def remove_blob(root: Path | str, tenant_id: int, sha256: str) -> None:
    """For a blob that no row names any more; removing it twice is no error."""
    blob_path(root, tenant_id, sha256).unlink(missing_ok=True)


def store(root: Path | str, tenant_id: int, stream: IO[bytes], *, max_bytes: int) -> StoredBlob:
    """Keep what is one of the known kinds, as it is: for files that the portal made or that hold no photo."""
    with _received(root, tenant_id, stream, max_bytes) as received:
        return _keep(root, tenant_id, received, sniff(received))


def store_upload(
    root: Path | str,
    tenant_id: int,
    stream: IO[bytes],
    *,
    filename: str,
    max_bytes: int,
    kinds: tuple[FileKind, ...] = ATTACHMENTS,
) -> StoredBlob:
    """Keep what a person sent: the kind must be allowed and fit the name; a photo is cleaned first."""
    with _received(root, tenant_id, stream, max_bytes) as received:
        kind = sniff(received)
        check_name(filename, kind, kinds)
        if kind not in PHOTOS:
            return _keep(root, tenant_id, received, kind)
        with _temporary(root, tenant_id) as cleaned:
            return _keep(root, tenant_id, cleaned, clean_photo(received, cleaned))


def _folder(root: Path | str, tenant_id: int) -> Path:
    return Path(root) / str(int(tenant_id))


@contextmanager
def _temporary(root: Path | str, tenant_id: int) -> Iterator[Path]:
    """A file beside the blobs, so that the rename stays on one disk; it is gone afterwards, come what may."""
    folder = _folder(root, tenant_id) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _received(root: Path | str, tenant_id: int, stream: IO[bytes], max_bytes: int) -> Iterator[Path]:
    with _temporary(root, tenant_id) as path:
        left = max_bytes
        with path.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise FileRefused(f"ファイルが大きすぎます。{max_bytes // (1024 * 1024)}MBまでです。")
                file.write(chunk)
        yield path


def _keep(root: Path | str, tenant_id: int, temporary: Path, kind: FileKind) -> StoredBlob:
    with temporary.open("rb+") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        os.fsync(file.fileno())
    target = blob_path(root, tenant_id, sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary.replace(target)
    for folder in (target.parent, target.parent.parent):
        _fsync_folder(folder)
    return StoredBlob(sha256, size, kind.content_type, kind.extension)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
