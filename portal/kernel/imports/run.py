"""Takes a file in, batch by batch, inside a transaction of the caller: all of it, or the good rows alone."""

import csv
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from portal.kernel.cells import make_harmless
from portal.kernel.imports.source import Limits
from portal.kernel.imports.spec import NUMBER_COLUMN, REASON_COLUMN, REPORT_COLUMNS, ImportSpec, Row, read
from portal.kernel.imports.tables import Table, open_table

ACCEPTED = "accepted"
UNCHANGED = "unchanged"
MAX_EXAMPLES = 20

Outcome = str
Apply = Callable[[list[Row]], Iterable[Outcome]]


@dataclass
class ImportResult:
    """What became of a file. When `undone`, nothing was taken in and `acceptable` rows would have been."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    acceptable: int = 0
    undone: bool = False
    rejected_path: Path | None = None
    messages: list[str] = field(default_factory=list)
    examples: list[tuple[int, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, int | str | None]:
        return {
            "accepted": self.accepted,
            "rejected": self.rejected,
            "unchanged": self.unchanged,
            "rejected_file": str(self.rejected_path) if self.rejected_path else None,
        }


class RejectedRows:
    """Rows that were not taken in, written down at once with the reason; the file appears with the first."""

    def __init__(self, folder: Path, headers: Sequence[str]):
        self.folder = folder
        self.headers = [header for header in headers if header and header not in REPORT_COLUMNS]
        self.path: Path | None = None
        self._file: TextIO | None = None

    def add(self, row: Row, reason: str) -> None:
        file = self._file or self._start()
        cells = [str(row.number), *(row.raw.get(header, "") for header in self.headers), reason]
        csv.writer(file).writerow([make_harmless(cell) for cell in cells])

    def _start(self) -> TextIO:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path = self.folder / f"rejected-{uuid.uuid4().hex}.csv"
        self._file = self.path.open("x", encoding="utf-8-sig", newline="")
        csv.writer(self._file).writerow([NUMBER_COLUMN, *self.headers, REASON_COLUMN])
        return self._file

    def close(self, keep: bool) -> None:
        if self._file:
            self._file.close()
        if self.path and not keep:
            self.path.unlink()


def run_import(
    path: Path | str,
    spec: ImportSpec,
    apply: Apply,
    *,
    undo: Callable[[], None],
    report_dir: Path | str,
    take_good_rows: bool = False,
    limits: Limits | None = None,
    batch_size: int = 500,
    on_progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """ImportRefused when the file as a whole is no good; nothing has been applied then.

    `apply` gets rows without errors and answers, for each, ACCEPTED, UNCHANGED or why not. `undo` takes back
    what it did, unless every row was good or `take_good_rows` is set. `on_progress(done, total)` may raise.
    """
    table = open_table(path, limits)
    spec.check(table)
    result = ImportResult(messages=_notes(table, spec))
    rejected = RejectedRows(Path(report_dir), table.headers)
    finished = False
    try:
        done = 0
        for rows in _batches(read(table, spec), batch_size):
            _take(rows, apply, result, rejected)
            done += len(rows)
            if on_progress:
                on_progress(done, table.row_count)
        finished = True
    finally:
        rejected.close(keep=finished)
    result.rejected_path = rejected.path
    if result.rejected and not take_good_rows:
        undo()
        result.undone = True
    _conclude(result)
    return result


def _notes(table: Table, spec: ImportSpec) -> list[str]:
    notes = [f"{table.source.description()}として{table.row_count:,}行を読みました。"]
    if unknown := spec.unknown_headers(table):
        notes.append(f"次の列は使いませんでした: {'、'.join(unknown)}")
    return notes


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while batch := list(islice(rows, size)):
        yield batch


def _take(rows: list[Row], apply: Apply, result: ImportResult, rejected: RejectedRows) -> None:
    good = [row for row in rows if not row.errors]
    outcomes = {row.number: outcome for row, outcome in zip(good, apply(good) if good else (), strict=True)}
    for row in rows:
        outcome = outcomes.get(row.number) or " ".join(row.errors)
        if outcome == ACCEPTED:
            result.acceptable += 1
        elif outcome == UNCHANGED:
            result.unchanged += 1
        else:
            result.rejected += 1
            rejected.add(row, outcome)
            if len(result.examples) < MAX_EXAMPLES:
                result.examples.append((row.number, outcome))


def _conclude(result: ImportResult) -> None:
    if result.undone:
        result.messages.append(
            f"{result.rejected:,}行に誤りがあるため、何も取り込みませんでした。"
            "理由の付いた一覧を見て元のファイルを直し、もう一度取り込んでください。"
        )
        return
    result.accepted = result.acceptable
    if result.rejected:
        result.messages.append(f"{result.rejected:,}行は取り込めませんでした。理由の付いた一覧があります。")
