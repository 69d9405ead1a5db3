"""Creating, editing, stopping users; an administrator always stays."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts import operations, queries
from portal.accounts.errors import BadEmail, BadName, BadRoles, EmailTaken, LastAdmin, OwnAccount
from portal.accounts.models import User
from portal.accounts.passwords import WeakPassword
from portal.kernel import audit, tenancy
from portal.kernel.access import NotAllowed, Role
from portal.kernel.db import db
from portal.kernel.mail import Mail
from portal.kernel.states import EditedMeanwhile
from tests.accounts.make import ACTOR, actions, make_user, user_named


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


def edit(user, actor=ACTOR, version=None, **changes):
    values = {name: getattr(user, name) for name in ("email", *operations.NAMES)} | {"wanted_roles": user.role_set}
    return operations.edit_user(user, **values | changes, actor=actor, version=version)


def test_names_are_kept_as_typed():
    user = make_user(family_name="髙橋", given_name="𠮷子　ミドル", family_kana="ﾀｶﾊｼ", given_kana="よしこ")
    db.session.expire(user)
    assert (user.family_name, user.given_name, user.family_kana) == ("髙橋", "𠮷子　ミドル", "ﾀｶﾊｼ")


@pytest.mark.parametrize("text", ["髙橋花子", "たかはし", "ﾀｶﾊｼ ﾊﾅｺ", "HANAKO@"])
def test_people_are_found_by_name_reading_and_address_in_any_writing(text):
    user = make_user()
    found = queries.list_users(queries.UserFilter(text=text), sort="kana", descending=False)
    assert [row.id for row in found] == [user.id]


def test_a_percent_sign_finds_itself_and_not_everybody():
    assert queries.count_users(queries.UserFilter(text="%")) == 0


def test_an_address_is_taken_once_in_a_tenant_and_again_in_another(within, minato):
    make_user()
    with pytest.raises(EmailTaken):
        make_user("Hanako@AKAGI.example")
    with within(minato):
        make_user()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"email": "no address"}, BadEmail),
        ({"family_name": "  "}, BadName),
        ({"given_name": "花\n子"}, BadName),
        ({"given_kana": "ハ" * 51}, BadName),
        ({"wanted_roles": []}, BadRoles),
        ({"wanted_roles": [Role.OPERATOR]}, BadRoles),
        ({"password": "short"}, WeakPassword),
    ],
)
def test_what_makes_no_user_is_refused_with_words_and_leaves_nothing(changes, error):
    before = db.session.scalar(sa.select(sa.func.count(User.id)))
    with pytest.raises(error):
        make_user(**{"email": "hanako@akagi.example"} | changes)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(User.id))) == before


def test_only_who_manages_users_makes_or_changes_one(actor):
    user = make_user()
    for role in ("lead", "supporter", "school", "board"):
        with pytest.raises(NotAllowed):
            edit(user, actor=actor(role), given_name="別")
        with pytest.raises(NotAllowed):
            operations.deactivate_user(user, actor=actor(role))


def test_without_password_an_invitation_goes_out_unless_it_is_not_wanted():
    make_user("a@akagi.example", password=None)
    make_user("b@akagi.example", password=None, invite=False)
    make_user("c@akagi.example")
    assert list(db.session.scalars(sa.select(Mail.to_address))) == ["a@akagi.example"]


def test_edits_are_written_with_what_changed_in_peoples_words(actor):
    user = make_user()
    edit(user, actor=actor("tenant_admin"), given_name="華子", wanted_roles=[Role.LEAD, Role.SUPPORTER])
    event = audit.history(user, internal=True)[0]
    assert event.action_label == "利用者の情報を変更した"
    assert sorted(event.labelled_changes) == [
        ("名", "花子", "華子"),
        ("役割", "ICT支援員", "ICT支援員、リーダー・統括責任者"),
    ]


def test_saving_without_a_change_writes_nothing():
    user = make_user()
    before = actions()
    edit(user)
    assert actions() == before


def test_of_two_who_edit_at_once_the_second_is_told():
    user = make_user()
    opened = user.version
    edit(user, given_name="先", version=opened)
    with pytest.raises(EditedMeanwhile) as clash:
        edit(user, family_name="後", version=opened)
    assert clash.value.record.given_name == "先"


def test_signing_in_does_not_spoil_an_open_edit_form():
    from portal.accounts.authentication import authenticate

    user = make_user()
    opened = user.version
    authenticate(user.email, "Akagi-2026-demo", address="192.0.2.7")
    db.session.commit()
    edit(user, given_name="華子", version=opened)


def test_an_administrator_cannot_drop_the_own_role_or_stop_oneself(actor):
    me = user_named("tenant_admin@akagi.example")
    make_user(wanted_roles=[Role.TENANT_ADMIN])
    with pytest.raises(OwnAccount):
        edit(me, actor=actor("tenant_admin"), wanted_roles=[Role.LEAD])
    with pytest.raises(OwnAccount):
        operations.deactivate_user(me, actor=actor("tenant_admin"))
    edit(me, actor=actor("tenant_admin"), wanted_roles=[Role.LEAD, Role.TENANT_ADMIN])


def test_the_last_administrator_stays():
    only = user_named("tenant_admin@akagi.example")
    make_user("invited@akagi.example", wanted_roles=[Role.TENANT_ADMIN], password=None)
    operations.deactivate_user(make_user("gone@akagi.example", wanted_roles=[Role.TENANT_ADMIN]), actor=ACTOR)
    for removal in (
        lambda: edit(only, wanted_roles=[Role.LEAD]),
        lambda: operations.deactivate_user(only, actor=ACTOR),
    ):
        with pytest.raises(LastAdmin):
            removal()
    make_user("second@akagi.example", wanted_roles=[Role.TENANT_ADMIN])
    operations.deactivate_user(only, actor=ACTOR)


def test_two_administrators_who_stop_each_other_at_once_do_not_both_succeed(app, akagi):
    make_user("second@akagi.example", wanted_roles=[Role.TENANT_ADMIN])
    db.session.commit()
    outcomes, start = [], threading.Barrier(2)

    def stop(email):
        with app.app_context(), tenancy.tenant(akagi.id):
            user = queries.user_by_email(email)
            start.wait()
            try:
                operations.deactivate_user(user, actor=ACTOR)
                db.session.commit()
                outcomes.append("stopped")
            except (LastAdmin, sa.exc.OperationalError) as refusal:
                db.session.rollback()
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=stop, args=(f"{name}@akagi.example",)) for name in ("tenant_admin", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("stopped") == 1, outcomes


def test_two_who_register_one_address_at_once_make_one_user(app, akagi):
    outcomes, start = [], threading.Barrier(2)

    def register():
        with app.app_context(), tenancy.tenant(akagi.id):
            start.wait()
            try:
                make_user("twice@akagi.example")
                db.session.commit()
                outcomes.append("made")
            except EmailTaken:
                db.session.rollback()
                outcomes.append("taken")

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "taken"]


def test_stopping_and_going_on_are_written_and_repeat_without_effect(actor):
    user = make_user()
    for _ in range(2):
        operations.deactivate_user(user, actor=actor("tenant_admin"))
    for _ in range(2):
        operations.reactivate_user(user, actor=actor("tenant_admin"))
    assert [event.action for event in audit.history(user, internal=True)] == [
        "user.reactivated",
        "user.deactivated",
        "user.created",
    ]


def test_a_user_of_another_tenant_is_not_there(within, minato, actor):
    with within(minato):
        theirs = make_user().id
    assert queries.visible_user(actor("tenant_admin"), theirs) is None
    assert queries.visible_user(actor("lead"), user_named("lead@akagi.example").id) is None
