"""Whose month it is, as a command names it."""

from typing import NamedTuple

from portal.accounts.models import User
from portal.schools.models import School
from portal.schools.queries.schools import school_by_code
from portal.worklogs import queries
from portal.worklogs.errors import WrongInput
from portal.worklogs.models import ReportScope


class ReportSubject(NamedTuple):
    scope: ReportScope
    user: User | None = None
    school: School | None = None

    @property
    def id(self) -> int | None:
        return self.user.id if self.user else self.school.id if self.school else None


def subject_of(email: str | None, school_code: str | None) -> ReportSubject:
    """A supporter by e-mail address, a school by its code, or the centre; raises WrongInput."""
    if email and school_code:
        raise WrongInput("supporter", "支援員と学校は、どちらか一方だけを指定してください。")
    if email:
        user = queries.worker_by_email(email)
        if user is None:
            raise WrongInput("supporter", f"「{email}」というICT支援員・リーダーは登録されていません。")
        return ReportSubject(ReportScope.SUPPORTER, user=user)
    if school_code:
        school = school_by_code(school_code)
        if school is None:
            raise WrongInput("school", f"学校コード「{school_code}」の学校がありません。")
        return ReportSubject(ReportScope.SCHOOL, school=school)
    return ReportSubject(ReportScope.CENTRE)
