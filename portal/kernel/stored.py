"""Records of files kept on disk: which tenant's, what kind, under which name they came."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, files, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db

NAME_LENGTH = 200  # the end of a longer name stays, for it says what kind of file it is

_root: Path


class StoredFile(tenancy.TenantOwned, db.Model):
    """A file as it was given; the bytes lie under their SHA-256 in the tenant's folder."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.Index("ix_stored_file_content", "tenant_id", "sha256"),)

    name: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.Text)
    size: Mapped[int]
    content_type: Mapped[str] = mapped_column(sa.Text)
    created_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


def use_root(root: Path) -> None:
    """The folder of all files; set once at start."""
    global _root
    _root = root


def keep_upload(stream: BinaryIO, filename: str, *, max_bytes: int, actor: Actor) -> StoredFile:
    """Checks an upload by its content, strips photos of what they tell beside the picture, keeps it.

    Raises files.FileRefused with a message for people.
    """
    blob = files.store_upload(_root, tenancy.current(), stream, filename=filename, max_bytes=max_bytes)
    return _record(blob, filename, actor)


def keep(stream: BinaryIO, filename: str, *, max_bytes: int, actor: Actor) -> StoredFile:
    """Keeps bytes as they are: files for import, papers made here."""
    return _record(files.store(_root, tenancy.current(), stream, max_bytes=max_bytes), filename, actor)


def path_of(file: StoredFile) -> Path:
    return files.blob_path(_root, file.tenant_id, file.sha256)


def _plain_name(filename: str) -> str:
    """The last part of the name it came with, without signs that do not show; old browsers send whole paths."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-NAME_LENGTH:] or "ファイル"


def _record(blob: files.StoredBlob, filename: str, actor: Actor) -> StoredFile:
    file = StoredFile(
        name=_plain_name(filename),
        sha256=blob.sha256,
        size=blob.size,
        content_type=blob.content_type,
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    return file
