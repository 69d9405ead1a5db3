"""Signing in and out, the first screen, one's own settings."""

import flask_login
from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from blueprints.accounts.forms import SignInForm
from blueprints.accounts.home import first_screen
from blueprints.accounts.places import own_path
from blueprints.guards import public, signed_in
from portal.accounts import authentication, sessions
from portal.accounts.models import User

accounts = Blueprint("accounts", __name__)


@accounts.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm(next=request.args.get("next"))
    if request.method == "GET" and flask_login.current_user.is_authenticated:
        return redirect(url_for("accounts.home"))
    if form.validate_on_submit():
        try:
            user = authentication.authenticate(form.email.data, form.password.data, address=request.remote_addr or "")
        except authentication.Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            enter(user)
            return redirect(own_path(form.next.data) or url_for("accounts.home"))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


def enter(user: User) -> None:
    """Signs this browser in with a cookie of its own; whatever the old one held is gone."""
    session.clear()
    agent = request.user_agent.string
    token = sessions.open_session(user, address=request.remote_addr or "", agent=agent)
    flask_login.login_user(sessions.resume(token))


@accounts.post("/sign-out")
@signed_in(pending=True)
def sign_out():
    user = flask_login.current_user
    sessions.end_session(user.session_id, user_id=user.user_id)
    flask_login.logout_user()
    session.clear()
    flash("サインアウトしました。", "success")
    return redirect(url_for("accounts.sign_in"))


@accounts.get("/")
@signed_in
def home():
    return redirect(first_screen(flask_login.current_user.roles))


@accounts.get("/account")
@signed_in
def profile():
    return render_template("accounts/profile.html")


@accounts.get("/second-factor")
@signed_in(pending=True)
def second_factor():
    return redirect(url_for("accounts.profile"))
