"""Contacts of a school: add, edit, put away, give an account."""

from flask import abort, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.schools.forms import ContactForm, LinkForm
from blueprints.schools.views import found, schools
from portal.accounts import queries as accounts
from portal.kernel.access import Permission
from portal.schools import exports, operations
from portal.schools.models import SchoolContact
from portal.schools.queries import people


@schools.get("/contacts/export/<any(csv, xlsx):form>")
@requires(Permission.SCHOOL_READ)
def export_contacts(form: str):
    return send_export(exports.export_contacts(form=form, encoding=wanted_encoding(), actor=guards.actor()))


@schools.route("/<int:school_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def create_contact(school_id: int):
    school, form = found(school_id), ContactForm()
    if form.validate_on_submit():
        try:
            contact = operations.add_contact(school, form.contact_data(), actor=guards.actor())
        except operations.ContactExists as problem:
            form.name.errors = [str(problem)]
        else:
            flash(f"{contact.name}さんを連絡先に加えました。", "success")
            return redirect(url_for("schools.show", school_id=school.id))
    page = render_template("schools/contact_form.html", form=form, school=school, contact=None)
    return page, 422 if form.errors else 200


@schools.route("/<int:school_id>/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def edit_contact(school_id: int, contact_id: int):
    school, contact = found(school_id), _found(school_id, contact_id)
    form = ContactForm.of(contact)
    if form.validate_on_submit():
        try:
            operations.edit_contact(school, contact, form.contact_data(), actor=guards.actor())
        except operations.ContactExists as problem:
            form.name.errors = [str(problem)]
        else:
            flash(f"{contact.name}さんの連絡先を保存しました。", "success")
            return redirect(url_for("schools.show", school_id=school.id))
    page = render_template("schools/contact_form.html", form=form, school=school, contact=contact)
    return page, 422 if form.errors else 200


@schools.post("/<int:school_id>/contacts/<int:contact_id>/archival")
@requires(Permission.SCHOOL_MANAGE)
def archive_contact(school_id: int, contact_id: int):
    school = found(school_id)
    contact = operations.archive_contact(school, _found(school_id, contact_id), actor=guards.actor())
    flash(f"{contact.name}さんを連絡先から外しました。", "success")
    return redirect(url_for("schools.show", school_id=school.id))


@schools.route("/<int:school_id>/contacts/account", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def link_contact(school_id: int):
    school, form, users = found(school_id), LinkForm(), people.users_to_link()
    form.offer(users)
    if form.validate_on_submit():
        user = accounts.user(form.user_id.data) or abort(404)
        contact = operations.link_contact(school, user, form.post.data or "", actor=guards.actor())
        flash(f"{contact.name}さんが{school.name}の担当としてサインインできるようになりました。", "success")
        return redirect(url_for("schools.show", school_id=school.id))
    page = render_template("schools/link_form.html", form=form, school=school, users=users)
    return page, 422 if form.errors else 200


def _found(school_id: int, contact_id: int) -> SchoolContact:
    contact = people.contact(school_id, contact_id)
    return contact if contact and contact.archived_at is None else abort(404)
