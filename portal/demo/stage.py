"""Plays the cases with the real operations, each step by its person and at its moment."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from portal.accounts.models import User
from portal.demo.cases.form import Case, Step, When
from portal.demo.photos import photo
from portal.demo.when import Calendar, hour_of, in_words
from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.schools.models import School
from portal.schools.queries import people
from portal.schools.queries.schools import schools_by_code
from portal.tickets import operations, queries
from portal.tickets.filters import TicketFilters
from portal.tickets.models import Channel, Kind, Priority, Ticket
from portal.tickets.operations import PlannedVisit, Upload, Wish
from portal.visits.models import BookingMode
from portal.visits.operations import book

# A thing that happens: when, and what is to be done then.
Scene = tuple[datetime, Callable[[], object]]
CHANNELS = {channel.label: channel for channel in Channel}
KINDS = {kind.value: kind for kind in Kind}


class Stage:
    """A tenant's people and schools by the names that cases use, and the tickets made so far."""

    def __init__(self, users: dict[str, User], calendar: Calendar) -> None:
        self.users, self.calendar = users, calendar
        self.schools: dict[str, School] = schools_by_code()
        self.tickets: dict[str, int] = {}
        self.words: dict[str, str] = {}
        self._actors: dict[str, Actor] = {}

    def actor(self, who: str) -> Actor:
        if who not in self._actors:
            user = self.users[who]
            school_id = people.school_id_of(user.id) if Role.SCHOOL in user.role_set else None
            self._actors[who] = Actor(user.id, user.name, user.role_set, school_id=school_id)
        return self._actors[who]

    def ticket(self, key: str) -> Ticket:
        return queries.visible_tickets(self.actor("lead"), [self.tickets[key]])[0]

    def scenes(self, cases: Iterable[Case]) -> list[Scene]:
        """Every step of the cases that has happened by now, with its moment."""
        found: list[Scene] = []
        for case in cases:
            found.append((self._moment(case.asked[0]), partial(self._ask, case)))
            found.extend((self._moment(step[0]), partial(self._play, case, step)) for step in case.steps)
        return [scene for scene in found if scene[0] <= self.calendar.now]

    def plans(self, plans: Iterable[tuple], bookings: Iterable[tuple]) -> list[Scene]:
        """Visits planned by the lead, and time that people keep for work at the centre."""
        found: list[Scene] = [(self.calendar.ago(ago), partial(self._plan, key, *rest)) for key, ago, *rest in plans]
        return found + [(self.calendar.ago(ago), partial(self._book, *rest)) for ago, *rest in bookings]

    def keep_views(self, views: Iterable[tuple[str, dict[str, str]]]) -> None:
        for name, args in views:
            operations.save_view(name, TicketFilters.from_args(args), actor=self.actor("lead"))

    def _moment(self, when: When) -> datetime:
        return self.calendar.moment(*when) if isinstance(when, tuple) else self.calendar.ago(when)

    def _plan(self, key: str, subject: str, body: str, category: str, visits: Iterable[tuple]) -> None:
        lead = self.actor("lead")
        planned = [
            PlannedVisit(
                self.schools[school],
                self.calendar.moment(day, starts),
                self.calendar.moment(day, ends),
                self.users[who],
            )
            for day, starts, ends, who, school in visits
        ]
        operations.plan_visits(
            planned,
            subject=subject,
            body=body,
            category_code=category,
            batch_key=f"demo-{key}",
            actor=lead,
        )

    def _book(self, who: str, day: int, starts: str, ends: str, title: str) -> None:
        book(
            self.users[who],
            self.calendar.moment(day, starts),
            self.calendar.moment(day, ends),
            school=None,
            mode=BookingMode.CENTRE,
            title=title,
            actor=self.actor(who),
        )

    def _ask(self, case: Case) -> None:
        actor = self.actor(case.asked[1])
        school = self.schools[case.school]
        facts = {}
        if Role.SCHOOL not in actor.roles:
            contact = next(one for one in people.contacts_of(school.id) if one.post == case.post)
            facts = self._triaged(case) | {"channel": CHANNELS[case.channel], "contact": contact}
        ticket = operations.receive_ticket(
            school,
            kind=KINDS[case.kind],
            subject=case.subject,
            body=case.body,
            slots=self._wishes(case.wishes),
            files=[Upload(photo(picture), name) for picture, name in case.photos],
            actor=actor,
            **facts,
        )
        self.tickets[case.key] = ticket.id

    def _triaged(self, case: Case) -> dict:
        return {
            "category_code": case.category,
            "priority": Priority.HIGH if case.high else Priority.NORMAL,
            "due_on": None if case.due is None else self.calendar.day(case.due),
        }

    def _wishes(self, wishes: Iterable[tuple[int, str, str]]) -> list[Wish]:
        return [Wish(self.calendar.day(day), hour_of(starts), hour_of(ends)) for day, starts, ends in wishes]

    def _play(self, case: Case, step: Step) -> None:
        _when, who, verb, *rest = step
        getattr(self, f"_{verb}")(case, self.ticket(case.key), self.actor(who), *rest)

    def _triage(self, case: Case, ticket: Ticket, actor: Actor) -> None:
        operations.triage_ticket(ticket, **self._triaged(case), actor=actor)

    def _assign(self, _case: Case, ticket: Ticket, actor: Actor, person: str) -> None:
        operations.assign_ticket(ticket, self.users[person], actor=actor)

    def _visit(self, case: Case, ticket: Ticket, actor: Actor, day: int, starts: str, ends: str) -> None:
        starts_at, ends_at = self.calendar.moment(day, starts), self.calendar.moment(day, ends)
        self.words[case.key] = in_words(starts_at)
        operations.schedule_visit(ticket, starts_at=starts_at, ends_at=ends_at, actor=actor)

    def _accept(self, _case: Case, ticket: Ticket, actor: Actor) -> None:
        operations.accept_appointment(ticket, actor=actor)

    def _decline(self, _case: Case, ticket: Ticket, actor: Actor, reason: str, wishes: tuple) -> None:
        operations.decline_appointment(ticket, reason=reason, slots=self._wishes(wishes), actor=actor)

    def _say(self, case: Case, ticket: Ticket, actor: Actor, text: str) -> None:
        operations.add_comment(ticket, body=text.format(visit=self.words.get(case.key)), actor=actor)

    def _note(self, _case: Case, ticket: Ticket, actor: Actor, text: str) -> None:
        operations.add_comment(ticket, body=text, internal=True, actor=actor)

    def _ask_school(self, _case: Case, ticket: Ticket, actor: Actor, question: str) -> None:
        operations.ask_school(ticket, question=question, actor=actor)

    def _start(self, _case: Case, ticket: Ticket, actor: Actor) -> None:
        operations.start_work(ticket, actor=actor)

    def _resolve(
        self, _case: Case, ticket: Ticket, actor: Actor, minutes: int, work: str, outcome: str, answer: str
    ) -> None:
        operations.resolve_ticket(
            ticket,
            served_on=clock.today(),
            minutes=minutes,
            work_done=work,
            outcome=outcome,
            answer=answer,
            actor=actor,
        )

    def _close(self, _case: Case, ticket: Ticket, actor: Actor) -> None:
        operations.close_ticket(ticket, actor=actor)

    def _cancel(self, _case: Case, ticket: Ticket, actor: Actor, reason: str) -> None:
        operations.cancel_ticket(ticket, reason=reason, actor=actor)

    def _merge(self, _case: Case, ticket: Ticket, actor: Actor, into: str) -> None:
        operations.merge_tickets(ticket, self.ticket(into), actor=actor)


def play(scenes: Iterable[Scene]) -> None:
    """Lets everything happen in the order of time, with the clock standing at each moment."""
    for moment, happen in sorted(scenes, key=lambda scene: scene[0]):
        with clock.at(moment):
            happen()
