"""Tables of tickets."""

from portal.tickets.models.category import CategoryGroup, SupportCategory
from portal.tickets.models.conversation import AuthorSide, TicketAttachment, TicketComment
from portal.tickets.models.ticket import (
    DONE,
    OPEN,
    Channel,
    Kind,
    Priority,
    Ticket,
    TicketLink,
    TicketSlot,
    TicketStatus,
    number_label,
    searchable,
)
from portal.tickets.models.view import SavedView

__all__ = [
    "DONE",
    "OPEN",
    "AuthorSide",
    "CategoryGroup",
    "Channel",
    "Kind",
    "Priority",
    "SavedView",
    "SupportCategory",
    "Ticket",
    "TicketAttachment",
    "TicketComment",
    "TicketLink",
    "TicketSlot",
    "TicketStatus",
    "number_label",
    "searchable",
]
