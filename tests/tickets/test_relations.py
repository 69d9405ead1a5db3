"""Tickets joined to tickets."""

import pytest
import sqlalchemy as sa

from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.tickets import operations, queries
from portal.tickets.errors import NotNow, TicketError, WrongRelation
from portal.tickets.models import Kind, Ticket, TicketLink, TicketStatus
from tests.tickets.make import SYSTEM, book, bring, make_ticket, picture, user


def relations(actor, ticket) -> list[tuple[str, int]]:
    return [(one.relation, one.id) for one in queries.related(actor, ticket)]


def test_a_merged_ticket_is_cancelled_points_on_and_keeps_its_words(within, akagi, actor):
    with within(akagi):
        lead = actor("lead")
        first, second = make_ticket(), book(make_ticket(files=[picture()]))
        operations.add_comment(second, body="2年3組も映りません。", actor=actor("school"))
        operations.merge_tickets(second, first, actor=lead)
        found = queries.visible_ticket(lead, second.id)
        assert (found.status, found.merged_into.id, found.booking_id) == (TicketStatus.CANCELLED, first.id, None)
        assert relations(lead, found) == [("merged_into", first.id)]
        assert relations(lead, queries.visible_ticket(lead, first.id)) == [("merged_from", second.id)]
        assert "2年3組も映りません。" in [one.body for one in queries.conversation(found, internal=False)]
        target = queries.conversation(queries.visible_ticket(lead, first.id), internal=False)
        assert target[-1].changed == {"相手のチケット": (None, second.audit_label)}
        book(make_ticket())


def test_what_cannot_be_merged_is_refused(within, akagi, actor):
    with within(akagi):
        lead, ticket = actor("lead"), make_ticket()
        with pytest.raises(WrongRelation, match="同じ"):
            operations.merge_tickets(ticket, ticket, actor=lead)
        with pytest.raises(WrongRelation, match="学校"):
            operations.merge_tickets(ticket, make_ticket(code="002"), actor=lead)
        with pytest.raises(WrongRelation, match="取り消され"):
            operations.merge_tickets(ticket, bring(make_ticket(), TicketStatus.CANCELLED), actor=lead)
        with pytest.raises(NotNow):
            operations.merge_tickets(bring(make_ticket(), TicketStatus.CLOSED), ticket, actor=lead)
        with pytest.raises(NotAllowed):
            operations.merge_tickets(ticket, make_ticket(), actor=actor("supporter"))
        assert ticket.status is TicketStatus.RECEIVED


def test_a_merged_ticket_is_not_reopened(within, akagi):
    with within(akagi):
        first, second = make_ticket(), make_ticket()
        operations.merge_tickets(second, first, actor=SYSTEM)
        with pytest.raises(TicketError, match="まとめ"):
            operations.reopen_ticket(second, reason="？", actor=SYSTEM)


def test_the_database_keeps_merged_tickets_cancelled(within, akagi):
    with within(akagi):
        first, second = make_ticket(), make_ticket()
        with pytest.raises(sa.exc.IntegrityError, match="merged_is_cancelled"):
            db.session.execute(sa.update(Ticket).where(Ticket.id == second.id).values(merged_into_id=first.id))
        db.session.rollback()


def test_links_hold_both_ways_and_once(within, akagi, actor):
    with within(akagi):
        me, first, second = actor("supporter"), make_ticket(), make_ticket(code="002")
        operations.link_tickets(second, first, actor=me)
        operations.link_tickets(first, second, actor=me)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TicketLink)) == 1
        assert relations(me, first) == [("link", second.id)] and relations(me, second) == [("link", first.id)]
        assert relations(actor("school"), first) == []
        operations.unlink_tickets(first, second, actor=me)
        operations.unlink_tickets(first, second, actor=me)
        assert relations(me, first) == []
        with pytest.raises(WrongRelation):
            operations.link_tickets(first, first, actor=me)


def test_a_link_to_another_school_is_no_news_for_the_school(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        operations.link_tickets(ticket, make_ticket(code="002", subject="よその用件"), actor=SYSTEM)
        seen = queries.conversation(queries.visible_ticket(actor("school"), ticket.id), internal=False)
        assert [one.source for one in seen] == ["opening"]


def test_a_follow_up_is_a_new_ticket_of_the_same_school(within, akagi, actor):
    with within(akagi):
        me = actor("lead")
        ticket = bring(make_ticket(requester_name="岡田 真理", category_code="E2"), TicketStatus.CLOSED)
        values = {"kind": Kind.TRAINING, "subject": "操作の研修", "assignee": user(), "once_key": "f1"}
        following = operations.follow_up_ticket(ticket, **values, actor=me)
        assert operations.follow_up_ticket(ticket, **values, actor=me).id == following.id
        assert (following.follows_id, following.school_id, following.requester_name) == (
            ticket.id,
            ticket.school_id,
            "岡田 真理",
        )
        assert (following.category_code, following.assignee_id) == ("E2", user().id)
        assert relations(me, ticket) == [("followed_by", following.id)]
        assert relations(me, following) == [("follows", ticket.id)]


def test_candidates_are_found_by_number_words_or_school(within, akagi, actor):
    with within(akagi):
        me = actor("supporter")
        ticket, same, other = make_ticket(), make_ticket(subject="プリンター"), make_ticket(code="002", subject="印刷")
        assert [one.id for one in queries.link_candidates(me, ticket)] == [same.id]
        for text in (str(other.number), other.label, f"#{other.number}", "印刷"):
            assert [one.id for one in queries.link_candidates(me, ticket, text)] == [other.id]


def test_similar_tickets_share_school_and_topic(within, akagi, actor):
    with within(akagi):
        me = actor("supporter")
        ticket = make_ticket(subject="電子黒板が映らない（3年1組・3年2組）")
        earlier = bring(make_ticket(subject="2年3組 電子黒板"), TicketStatus.CLOSED)
        make_ticket(subject="プリンター")
        make_ticket(code="002", subject="電子黒板")
        bring(make_ticket(subject="電子黒板の件"), TicketStatus.CANCELLED)
        assert [one.id for one in queries.similar(me, ticket)] == [earlier.id]
        assert queries.similar(me, make_ticket(subject="！")) == []
