"""Kept files: whose they are, under which name they came, and that only their tenant finds them."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from portal.kernel import stored
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.stored import StoredFile

ACTOR = system_actor("試験")
LIMIT = 1024 * 1024


def keep(content: bytes = b"a,b\n", name: str = "表.csv") -> StoredFile:
    return stored.keep(io.BytesIO(content), name, max_bytes=LIMIT, actor=ACTOR)


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (20, 10)).save(stream, "JPEG", exif=exif)
    stream.seek(0)
    return stream


def test_bytes_are_kept_as_they_are_under_their_name(within, akagi):
    with within(akagi):
        file = keep()
        assert (file.name, file.size, file.content_type) == ("表.csv", 4, "text/plain")
        assert stored.path_of(file).read_bytes() == b"a,b\n"


def test_a_photo_that_is_sent_loses_what_it_tells_beside_the_picture(within, akagi):
    with within(akagi):
        file = stored.keep_upload(picture(), "写真.jpg", max_bytes=LIMIT, actor=ACTOR)
        assert file.is_image
        with Image.open(stored.path_of(file)) as image:
            assert not image.getexif()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\me\\表.csv", "表.csv"),
        ("../../etc/表.csv", "表.csv"),
        ("表\x00\r\n.csv", "表.csv"),
        ("", "ファイル"),
        ("あ" * 300 + ".csv", "あ" * 196 + ".csv"),
    ],
)
def test_a_name_is_kept_without_path_and_signs_that_do_not_show(within, akagi, given, kept):
    with within(akagi):
        assert keep(name=given).name == kept


def test_the_same_bytes_lie_apart_in_each_tenant(within, akagi, minato):
    paths = set()
    for card in (akagi, minato):
        with within(card):
            paths.add(stored.path_of(keep()))
    assert len(paths) == 2


def test_a_file_of_another_tenant_is_not_found(within, akagi, minato):
    with within(akagi):
        file_id = keep().id
    with within(minato):
        assert db.session.scalars(sa.select(StoredFile).where(StoredFile.id == file_id)).all() == []


def test_a_file_that_is_too_large_or_empty_is_refused(within, akagi):
    with within(akagi):
        with pytest.raises(FileRefused, match="1MBまで"):
            keep(b"x" * (LIMIT + 1))
        with pytest.raises(FileRefused, match="0バイト"):
            keep(b"")
