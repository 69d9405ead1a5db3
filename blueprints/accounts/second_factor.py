"""Giving the second factor after the password, setting it up, and what one may do with it later."""

import flask_login
from flask import Response, abort, flash, g, redirect, render_template, request, session, url_for

from blueprints import guards
from blueprints.accounts import entering
from blueprints.accounts.blueprint import accounts
from blueprints.accounts.forms import CodeForm, blame
from blueprints.guards import signed_in
from portal.accounts import queries
from portal.accounts import second_factor as factor
from portal.accounts.errors import AccountProblem
from portal.kernel.db import db

SECRET = "second_factor_secret"  # noqa: S105 - the name of a key


@accounts.route("/second-factor", methods=["GET", "POST"])
@signed_in(pending=True)
def second_factor():
    me, form = flask_login.current_user, CodeForm(next=request.args.get("next"))
    if not me.second_factor_due:
        return redirect(entering.onwards(form.next.data))
    if not me.second_factor_set:
        return redirect(url_for("accounts.set_up_second_factor", next=entering.own_path(form.next.data)))
    if form.validate_on_submit():
        try:
            user = queries.user(me.user_id)
            token = factor.give(user, form.code.data, session_id=me.session_id, actor=guards.actor())
        except AccountProblem as problem:
            _refuse(form, problem)
        else:
            entering.carry(token)
            return redirect(entering.onwards(form.next.data))
    return render_template("accounts/second_factor.html", form=form), 422 if form.errors else 200


@accounts.route("/second-factor/set-up", methods=["GET", "POST"])
@signed_in(pending=True)
def set_up_second_factor():
    me, form = flask_login.current_user, CodeForm(next=request.args.get("next"))
    if me.second_factor_set:
        return redirect(url_for("accounts.second_factor_settings"))
    secret = session.setdefault(SECRET, factor.new_secret())
    if form.validate_on_submit():
        try:
            user = queries.user(me.user_id)
            codes, token = factor.confirm(user, secret, form.code.data, session_id=me.session_id, actor=guards.actor())
        except AccountProblem as problem:
            _refuse(form, problem)
        else:
            entering.carry(token)
            return _show_codes(codes, entering.onwards(form.next.data))
    qr = factor.qr_code(factor.app_address(secret, email=me.email, issuer=g.tenant.name))
    page = render_template("accounts/second_factor_set_up.html", form=form, secret=secret, qr=qr)
    return page, 422 if form.errors else 200


@accounts.get("/account/second-factor")
@signed_in
def second_factor_settings():
    return _settings(CodeForm())


@accounts.post("/account/second-factor/recovery-codes")
@signed_in
def renew_recovery_codes():
    form = CodeForm()
    if form.validate():
        try:
            codes = factor.renew_recovery_codes(_me(), form.code.data, actor=guards.actor())
        except AccountProblem as problem:
            _refuse(form, problem)
        else:
            return _show_codes(codes, url_for("accounts.second_factor_settings"))
    return _settings(form), 422


@accounts.post("/account/second-factor/removal")
@signed_in
def remove_second_factor():
    form = CodeForm()
    if form.validate():
        try:
            factor.remove(_me(), form.code.data, actor=guards.actor())
        except AccountProblem as problem:
            _refuse(form, problem)
        else:
            flash("確認コードをやめました。次のサインインからは、パスワードだけで入れます。", "success")
            return redirect(url_for("accounts.second_factor_settings"))
    return _settings(form), 422


@accounts.post("/account/second-factor/recovery-codes/file")
@signed_in
def recovery_codes_file():
    codes = factor.own_codes(_me(), request.form.getlist("codes")[: factor.RECOVERY_CODES])
    if not codes:
        abort(404)
    lines = [
        f"{g.tenant.name} 学校ICT支援",
        flask_login.current_user.email,
        "予備のコード（1つにつき1回だけ使えます）",
        "",
        *codes,
    ]
    headers = {"Content-Disposition": "attachment; filename=recovery-codes.txt"}
    return Response("\r\n".join(lines) + "\r\n", mimetype="text/plain", headers=headers)


def _me():
    return queries.user(flask_login.current_user.user_id)


def _refuse(form: CodeForm, problem: AccountProblem) -> None:
    db.session.commit()  # wrong tries count
    blame(form, problem)


def _settings(form: CodeForm) -> str:
    me = _me()
    left = len(queries.open_recovery_hashes(me.id)) if me.totp_secret else 0
    demanded = not queries.second_factor_roles().isdisjoint(me.role_set)
    return render_template("accounts/second_factor_settings.html", form=form, user=me, left=left, demanded=demanded)


def _show_codes(codes: list[str], onwards: str) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, onwards=onwards)
