"""What people send is known by its content, photos lose where they were taken, tenants share no folder."""

import io
import zipfile

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from portal.kernel import files
from portal.kernel.files import PHOTOS, FileRefused
from portal.kernel.files.photos import MAX_SIDE

MEGABYTE = 1024 * 1024
AKAGI, MINATO = 1, 2
EXIF_GPS, EXIF_ORIENTATION, EXIF_MAKER = 0x8825, 0x0112, 0x010F


def office_file(part, *others):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in (part, *others):
            archive.writestr(name, "x")
    return content.getvalue()


def photo(image_format="JPEG", size=(64, 32), mode="RGB", **options):
    content = io.BytesIO()
    Image.new(mode, size, options.pop("color", None) or 0).save(content, image_format, **options)
    return content.getvalue()


def upload(root, content, filename, tenant_id=AKAGI, **options):
    options = {"max_bytes": MEGABYTE} | options
    return files.store_upload(root, tenant_id, io.BytesIO(content), filename=filename, **options)


def stored_bytes(root, blob, tenant_id=AKAGI):
    with files.open_blob(root, tenant_id, blob.sha256) as file:
        return file.read()


def stored_image(root, blob):
    return Image.open(io.BytesIO(stored_bytes(root, blob)))


@pytest.mark.parametrize(
    ("content", "filename", "content_type"),
    [
        (photo("JPEG"), "写真.JPG", "image/jpeg"),
        (photo("PNG"), "画面.png", "image/png"),
        (photo("WEBP"), "a.webp", "image/webp"),
        (b"%PDF-1.7\n%", "a.pdf", "application/pdf"),
        (office_file("xl/workbook.xml"), "a.xlsx", "spreadsheetml.sheet"),
        (office_file("word/document.xml"), "a.docx", "wordprocessingml.document"),
        (office_file("ppt/presentation.xml"), "a.pptx", "presentationml.presentation"),
        ("手順\r\n".encode("cp932"), "手順.txt", "text/plain"),
        ("見出し\n".encode("utf-16"), "a.csv", "text/plain"),
    ],
)
def test_known_kinds_are_kept_and_can_be_read_again(tmp_path, content, filename, content_type):
    blob = upload(tmp_path, content, filename)
    assert blob.content_type.endswith(content_type)
    assert filename.lower().endswith(blob.extension) or blob.extension == ".txt"
    assert len(stored_bytes(tmp_path, blob)) == blob.size


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "a.txt", "空です"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a.exe", "この種類のファイルは添付できません"),
        (b"GIF89a\x00\x00\x00", "a.gif", "この種類のファイルは添付できません"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "a.heic", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "古い形式"),
        (office_file("readme.txt"), "a.zip", "ZIPは添付できません"),
        (office_file("xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", "マクロ"),
        (b"PK\x03\x04broken", "a.xlsx", "壊れている"),
        (b"%PDF-1.7\n%", "a.jpg", "中身はPDFですが"),
        (photo("PNG"), "a.jpg", "中身は画像（PNG）ですが"),
        (b"<script>alert(1)</script>", "a.html", "中身はテキスト"),
        (b"<svg xmlns='x'/>", "a.svg", "中身はテキスト"),
        (b"text", "name", "「なし」"),
        (b"\xff\xd8\xff\xe0broken", "a.jpg", "壊れていて開けません"),
        (photo("JPEG", (640, 480))[:400], "a.jpg", "壊れていて開けません"),
    ],
)
def test_what_is_unknown_dangerous_or_misnamed_is_refused_and_nothing_stays(tmp_path, content, filename, words):
    with pytest.raises(FileRefused, match=words):
        upload(tmp_path, content, filename)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_the_kinds_asked_for_are_taken(tmp_path):
    with pytest.raises(FileRefused, match="ここに添付できるのは"):
        upload(tmp_path, b"%PDF-1.7\n%", "a.pdf", kinds=PHOTOS)


def test_a_file_over_the_limit_is_refused_while_it_arrives(tmp_path):
    class Endless:
        def read(self, size):
            return b"x" * size

    with pytest.raises(FileRefused, match="1MBまで"):
        files.store_upload(tmp_path, AKAGI, Endless(), filename="a.txt", max_bytes=MEGABYTE)


def test_a_photo_loses_its_place_camera_and_comments_and_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[EXIF_MAKER] = "SecretCamera"
    exif[EXIF_ORIENTATION] = 6
    exif[EXIF_GPS] = {1: "N", 2: (36.0, 20.0, 0.0)}
    content = photo("JPEG", (64, 32), exif=exif, comment=b"SecretComment", xmp=b"SecretXmp")
    assert b"SecretCamera" in content
    blob = upload(tmp_path, content, "IMG_0001.jpeg")
    kept = stored_bytes(tmp_path, blob)
    assert b"Secret" not in kept
    assert b"Exif" not in kept
    assert stored_image(tmp_path, blob).size == (32, 64)


def test_notes_in_other_formats_go_too_and_transparency_stays(tmp_path):
    notes = PngInfo()
    notes.add_text("Comment", "SecretComment")
    blob = upload(tmp_path, photo("PNG", mode="RGBA", pnginfo=notes), "a.png")
    image = stored_image(tmp_path, blob)
    assert (image.mode, image.info) == ("RGBA", {})
    exif = Image.Exif()
    exif[EXIF_MAKER] = "SecretCamera"
    blob = upload(tmp_path, photo("WEBP", exif=exif), "a.webp")
    assert b"Secret" not in stored_bytes(tmp_path, blob)


def test_colours_with_a_profile_stay_and_the_profile_goes(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    blob = upload(tmp_path, photo("JPEG", color=(200, 30, 30), icc_profile=profile), "a.jpg")
    image = stored_image(tmp_path, blob)
    assert "icc_profile" not in image.info
    assert all(abs(a - b) < 8 for a, b in zip(image.getpixel((5, 5)), (200, 30, 30), strict=True))


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_every_colour_mode_can_be_cleaned(tmp_path, mode):
    image_format = "JPEG" if mode == "CMYK" else "PNG"
    blob = upload(tmp_path, photo(image_format, mode=mode), f"a.{image_format.lower()}")
    assert stored_image(tmp_path, blob).mode in ("L", "RGB")


def test_a_large_photo_is_made_smaller(tmp_path):
    blob = upload(tmp_path, photo("JPEG", (6000, 3000)), "a.jpg")
    assert stored_image(tmp_path, blob).size == (MAX_SIDE, MAX_SIDE // 2)


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused(tmp_path):
    bomb = photo("PNG", (20_000, 10_000), mode="1")
    assert len(bomb) < MEGABYTE
    with pytest.raises(FileRefused, match="画素まで"):
        upload(tmp_path, bomb, "a.png")


def test_the_same_content_is_kept_once_per_tenant_and_never_shared(tmp_path):
    first = upload(tmp_path, b"text", "a.txt")
    assert upload(tmp_path, b"text", "b.txt") == first
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    with pytest.raises(FileNotFoundError):
        files.open_blob(tmp_path, MINATO, first.sha256)
    upload(tmp_path, b"text", "a.txt", tenant_id=MINATO)
    files.remove_blob(tmp_path, MINATO, first.sha256)
    files.remove_blob(tmp_path, MINATO, first.sha256)
    assert stored_bytes(tmp_path, first) == b"text"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_blob_is_reached_by_its_hash_alone(tmp_path, name):
    with pytest.raises(ValueError, match="SHA-256"):
        files.blob_path(tmp_path, AKAGI, name)


def test_what_the_portal_made_is_kept_as_it_is(tmp_path):
    blob = files.store(tmp_path, AKAGI, io.BytesIO(b"%PDF-1.7 made here"), max_bytes=MEGABYTE)
    assert stored_bytes(tmp_path, blob) == b"%PDF-1.7 made here"


def test_a_photo_cut_or_bent_anywhere_is_refused_or_cleaned_but_never_an_accident(tmp_path):
    whole = photo("PNG", (40, 30))
    for at in range(8, len(whole), 7):
        for content in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
            try:
                upload(tmp_path, content, "a.png")
            except FileRefused as refusal:
                assert "壊れて" in str(refusal) or "大きすぎ" in str(refusal)
