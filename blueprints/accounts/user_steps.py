"""What is done to one user beside editing, and the tenant's sign-in rules."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, url_for

from blueprints import guards
from blueprints.accounts.forms import blame
from blueprints.accounts.user_forms import rules_form
from blueprints.accounts.users import found, users
from blueprints.guards import requires
from portal.accounts import links, operations, queries, rules
from portal.accounts.errors import AccountProblem
from portal.kernel.access import Permission, Role


@users.post("/<int:user_id>/deactivation")
@requires(Permission.USER_MANAGE)
def deactivate(user_id: int):
    return _step(
        user_id, operations.deactivate_user, "利用を停止しました。サインインしていた端末からもサインアウトしました。"
    )


@users.post("/<int:user_id>/reactivation")
@requires(Permission.USER_MANAGE)
def reactivate(user_id: int):
    return _step(user_id, operations.reactivate_user, "利用を再開しました。")


@users.post("/<int:user_id>/invitation")
@requires(Permission.USER_MANAGE)
def invite(user_id: int):
    return _step(user_id, links.send_invitation, "招待のメールを送りました。前の招待は使えなくなります。")


@users.post("/<int:user_id>/second-factor-reset")
@requires(Permission.USER_MANAGE)
def reset_second_factor(user_id: int):
    return _step(user_id, operations.reset_second_factor, "確認コードの設定を解除しました。")


def _step(user_id: int, operation: Callable, done: str):
    user = found(user_id)
    try:
        operation(user, actor=guards.actor())
    except AccountProblem as problem:
        flash(str(problem), "error")
    else:
        flash(done, "success")
    return redirect(url_for("users.show", user_id=user_id))


@users.route("/rules", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def sign_in_rules():
    now = queries.sign_in_rules()
    demanded, hours = (now.second_factor_roles, now.session_hours) if now else ([], queries.DEFAULT_SESSION_HOURS)
    form = rules_form(g.tenant.kind, demanded, hours)
    if form.validate_on_submit():
        try:
            rules.change_rules(
                second_factor_roles=[Role(value) for value in form.second_factor_roles.data],
                session_hours=form.session_hours.data,
                actor=guards.actor(),
            )
        except AccountProblem as problem:
            blame(form, problem)
        else:
            flash("サインインの決まりを保存しました。", "success")
            return redirect(url_for("users.sign_in_rules"))
    return render_template("accounts/users/rules.html", form=form), 422 if form.errors else 200
