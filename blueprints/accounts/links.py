"""What the links in mails open: taking up an invitation, and a new password for a forgotten one."""

from flask import flash, redirect, render_template, url_for

from blueprints.accounts import entering
from blueprints.accounts.blueprint import accounts
from blueprints.accounts.forms import EmailForm, NewPasswordForm, blame
from blueprints.guards import public
from portal.accounts import links
from portal.accounts.errors import Blocked, LinkSpent
from portal.accounts.models import LinkPurpose
from portal.accounts.passwords import WeakPassword
from portal.kernel.db import db


@accounts.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten():
    form = EmailForm()
    if form.validate_on_submit():
        try:
            links.ask_for_reset(form.email.data, address=entering.address())
        except Blocked as problem:
            db.session.commit()
            form.form_errors.append(str(problem))
            return render_template("accounts/forgotten.html", form=form), 429
        return render_template("accounts/forgotten_sent.html", email=form.email.data)
    return render_template("accounts/forgotten.html", form=form), 422 if form.errors else 200


@accounts.route("/take-up/<token>", methods=["GET", "POST"])
@public
def take_up(token: str):
    return _new_password(token, LinkPurpose.INVITATION, "パスワードを設定しました。使い始められます。")


@accounts.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str):
    return _new_password(token, LinkPurpose.RESET, "新しいパスワードを設定しました。")


def _new_password(token: str, purpose: LinkPurpose, done: str):
    form = NewPasswordForm()
    try:
        user = links.open_link(token, purpose)
        if form.validate_on_submit():
            user = links.set_password(token, purpose, form.new.data, address=entering.address())
            entering.enter(user)
            flash(done, "success")
            return redirect(url_for("accounts.home"))
    except LinkSpent as problem:
        return render_template("accounts/link_spent.html", problem=problem, purpose=purpose), 404
    except WeakPassword as problem:
        blame(form, problem, fallback="new")
    page = render_template("accounts/new_password.html", form=form, user=user, purpose=purpose)
    return page, 422 if form.errors else 200
