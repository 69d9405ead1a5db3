"""One's own settings: facts, password, and where one is signed in."""

import flask_login
from flask import abort, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.accounts.blueprint import accounts
from blueprints.accounts.forms import ChangePasswordForm, blame
from blueprints.guards import signed_in
from portal.accounts import authentication, queries, sessions
from portal.accounts.errors import AccountProblem
from portal.accounts.passwords import WeakPassword
from portal.kernel import clock
from portal.kernel.db import db


@accounts.get("/account")
@signed_in
def profile():
    user = queries.user(flask_login.current_user.user_id)
    return render_template("accounts/profile.html", user=user)


@accounts.route("/account/password", methods=["GET", "POST"])
@signed_in
def password():
    form, me = ChangePasswordForm(), flask_login.current_user
    if form.validate_on_submit():
        try:
            authentication.change_password(
                queries.user(me.user_id),
                current=form.current.data,
                new=form.new.data,
                session_id=me.session_id,
                actor=guards.actor(),
            )
        except WeakPassword as problem:
            blame(form, problem, fallback="new")
        except AccountProblem as problem:
            db.session.commit()  # wrong tries count
            blame(form, problem)
        else:
            flash("パスワードを変更しました。ほかの端末からはサインアウトしました。", "success")
            return redirect(url_for("accounts.profile"))
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@accounts.get("/account/sessions")
@signed_in
def own_sessions():
    me = flask_login.current_user
    rows = sorted(queries.own_sessions(me.user_id, clock.now()), key=lambda row: row.id != me.session_id)
    return render_template("accounts/sessions.html", rows=rows)


@accounts.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int):
    me = flask_login.current_user
    if session_id == me.session_id or not sessions.end_session(session_id, user_id=me.user_id):
        abort(404)
    flash("選んだ端末からサインアウトしました。", "success")
    return redirect(url_for("accounts.own_sessions"))


@accounts.post("/account/sessions/end-others")
@signed_in
def end_other_sessions():
    me = flask_login.current_user
    ended = sessions.end_all_sessions(me.user_id, but=me.session_id)
    flash(
        f"ほかの{ended}か所からサインアウトしました。" if ended else "ほかの端末ではサインインしていません。", "success"
    )
    return redirect(url_for("accounts.own_sessions"))
