"""Answers that are files."""

from typing import Literal

from flask import Response, abort, request, send_file

from portal.kernel import stored
from portal.kernel.exports import Export
from portal.kernel.stored import StoredFile

ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}


def send_export(export: Export) -> Response:
    """The table as a download under its Japanese name."""
    return send_file(
        export.file, mimetype=export.content_type, as_attachment=True, download_name=export.filename, max_age=0
    )


def wanted_encoding() -> Literal["utf-8-sig", "cp932"]:
    """What `?encoding=` asks for; UTF-8 with a mark that Excel knows when it asks for nothing."""
    encoding = ENCODINGS.get(request.args.get("encoding", "utf-8"))
    if encoding is None:
        abort(400, "文字コードは utf-8 か cp932 を指定してください。")
    return encoding


def send_stored(file: StoredFile) -> Response:
    """A kept file under the name it came with. Whether the person may have it, the record it belongs to has said."""
    path = stored.path_of(file)
    if not path.exists():
        abort(404)
    return send_file(path, mimetype=file.content_type, as_attachment=True, download_name=file.name, max_age=0)
