"""Cases by term and kind: the figures, and how they are given out."""

from portal.reports.operations import paper_pdf
from portal.reports.terms.figures import KINDS, NoTerms, TermTable
from portal.reports.terms.issue import issue_paper
from portal.reports.terms.output import csv, workbook, workbook_of
from portal.reports.terms.report import TermReport, report, table

__all__ = [
    "KINDS",
    "NoTerms",
    "TermReport",
    "TermTable",
    "csv",
    "issue_paper",
    "paper_pdf",
    "report",
    "table",
    "workbook",
    "workbook_of",
]
