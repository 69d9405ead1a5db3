"""Files that people send: recognised by content, photos cleaned, kept on disk under their own hash per tenant.

Knows paths and bytes only; who may see a file is a row of the area that owns it.
"""

from portal.kernel.files.kinds import ATTACHMENTS, PHOTOS, FileKind, FileRefused, sniff
from portal.kernel.files.photos import clean_photo
from portal.kernel.files.storage import StoredBlob, blob_path, open_blob, remove_blob, store, store_upload

__all__ = [
    "ATTACHMENTS",
    "PHOTOS",
    "FileKind",
    "FileRefused",
    "StoredBlob",
    "blob_path",
    "clean_photo",
    "open_blob",
    "remove_blob",
    "sniff",
    "store",
    "store_upload",
]
