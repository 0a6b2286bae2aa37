"""The file of a dossier: a ZIP archive without compression whose bytes follow from its contents alone.

So a changed byte shows wherever it stands: an archive that is not, byte for byte, what its contents make is refused.
The manifest names every other file with its SHA-256, and seals itself.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import orjson

from api.archives import BROKEN
from domain.errors import DomainError

MANIFEST, EVENTS, TEXTS, PLAN = "manifest.json", "events.jsonl", "texts.json", "plan.json"
FORMAT, VERSION = "huhang-dossier", 1
LARGEST = 200_000_000  # bytes of all files
MOST_FILES = 200
EPOCH = (1980, 1, 1, 0, 0, 0)
SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE

Files = Mapping[str, bytes]


def packed(files: Files) -> bytes:
    """The archive of some files, in the order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def sealed(manifest: Mapping[str, Any], files: Files) -> bytes:
    """The manifest as a file: what it says, the other files' hashes, and its own seal."""
    hashes = {name: {"bytes": len(content), "sha256": sha256(content)} for name, content in files.items()}
    body = {"format": FORMAT, "version": VERSION, **manifest, "files": hashes}
    return orjson.dumps({**body, "seal": seal_of(body)}, option=SORTED)


def seal_of(body: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unpacked(data: bytes) -> tuple[Mapping[str, Any], Files]:
    """The manifest and the other files of an archive that is whole.

    Raises DomainError: dossier_broken, dossier_too_large, dossier_version, dossier_changed.
    """
    files = dict(files_of(data))
    manifest = manifest_of(files.pop(MANIFEST, b""))
    for name in sorted({*manifest["files"], *files}):
        told = manifest["files"].get(name, {})
        if name not in files or told.get("sha256") != sha256(files[name]):
            raise DomainError("dossier_changed", file=name)
    if packed({**files, MANIFEST: sealed(plain(manifest), files)}) != data:
        raise DomainError("dossier_changed", file=MANIFEST)
    return manifest, files


def files_of(data: bytes) -> Files:
    """What an archive holds, within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
                raise DomainError("dossier_too_large", most=LARGEST)
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise DomainError("dossier_broken")
            return {entry.filename: archive.read(entry) for entry in entries}
    except BROKEN as error:
        raise DomainError("dossier_broken") from error


def manifest_of(content: bytes) -> Mapping[str, Any]:
    """The manifest, of a version that we know and as it was sealed."""
    try:
        manifest = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise DomainError("dossier_broken") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DomainError("dossier_broken")
    if manifest.get("version") != VERSION:
        raise DomainError("dossier_version", version=str(manifest.get("version")), known=VERSION)
    body = {name: value for name, value in manifest.items() if name != "seal"}
    if manifest.get("seal") != seal_of(body) or not isinstance(manifest.get("files"), dict):
        raise DomainError("dossier_changed", file=MANIFEST)
    return manifest


def plain(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a manifest says beside its hashes."""
    return {name: value for name, value in manifest.items() if name not in ("files", "seal")}
