"""The support centre's staff: list, adding, editing, files."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.schools.forms import NewStaffForm, StaffForm
from blueprints.schools.settings_menu import PERMISSIONS as SETTING_PERMISSIONS
from portal.accounts import queries as accounts
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.schools import exports, operations
from portal.schools.queries import people

staff = Blueprint("staff", __name__)


@staff.get("")
@requires(Permission.SCHOOL_READ)
def index():
    actor = guards.actor()
    return render_template(
        "schools/staff.html",
        today=clock.today(),
        staff=people.staff_list(),
        may_manage=actor.can(Permission.SCHOOL_MANAGE),
        may_set=any(map(actor.can, SETTING_PERMISSIONS)),
    )


@staff.get("/export/<any(csv, xlsx):form>")
@requires(Permission.SCHOOL_MANAGE)
def export(form: str):
    return send_export(exports.export_staff(form=form, encoding=wanted_encoding(), actor=guards.actor()))


@staff.route("/new", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def create():
    users, form = people.users_to_become_staff(), NewStaffForm(starts_on=clock.today())
    form.offer(users)
    if form.validate_on_submit():
        user = accounts.user(form.user_id.data) or abort(404)
        try:
            operations.add_staff(user, form.staff_data(), actor=guards.actor())
        except operations.StaffWrong as problem:
            form.form_errors.append(str(problem))
        else:
            flash(f"{user.name}さんを職員に加えました。", "success")
            return redirect(url_for("staff.index"))
    page = render_template("schools/staff_form.html", form=form, member=None, users=users)
    return page, 422 if form.errors else 200


@staff.route("/<int:staff_id>/edit", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def edit(staff_id: int):
    member = people.staff_member(staff_id) or abort(404)
    form = StaffForm.of(member)
    if form.validate_on_submit():
        try:
            operations.edit_staff(member, form.staff_data(), actor=guards.actor())
        except operations.StaffWrong as problem:
            form.ends_on.errors = [str(problem)]
        else:
            flash(f"{member.user.name}さんの内容を保存しました。", "success")
            return redirect(url_for("staff.index"))
    history = audit.history(member, internal=True, limit=10)
    page = render_template("schools/staff_form.html", form=form, member=member, history=history)
    return page, 422 if form.errors else 200
