"""Signing in and out, and the way to the first screen."""

import flask_login
from flask import flash, redirect, render_template, request, url_for

from blueprints.accounts import entering
from blueprints.accounts.blueprint import accounts
from blueprints.accounts.forms import SignInForm
from blueprints.accounts.home import first_screen
from blueprints.guards import public, signed_in
from portal.accounts import authentication, sessions
from portal.kernel.db import db
from portal.schools.queries.schools import support_centre

__all__ = ["accounts"]


@accounts.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm(next=request.args.get("next"))
    if request.method == "GET" and flask_login.current_user.is_authenticated:
        return redirect(entering.onwards(form.next.data))
    if form.validate_on_submit():
        try:
            user = authentication.authenticate(form.email.data, form.password.data, address=entering.address())
        except authentication.Refused as refusal:
            db.session.commit()  # the failure counts, though the answer is a refusal
            form.form_errors.append(str(refusal))
        else:
            entering.enter(user)
            return redirect(entering.onwards(form.next.data))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@accounts.get("/sign-in/help")
@public
def sign_in_help():
    return render_template("accounts/sign_in_help.html", centre=support_centre())


@accounts.post("/sign-out")
@signed_in(pending=True)
def sign_out():
    user = flask_login.current_user
    sessions.end_session(user.session_id, user_id=user.user_id)
    entering.leave()
    flash("サインアウトしました。", "success")
    return redirect(url_for("accounts.sign_in"))


@accounts.get("/")
@signed_in
def home():
    return redirect(first_screen(flask_login.current_user.roles))
