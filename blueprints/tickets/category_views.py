"""The categories of support work as the tenant uses them: relabelling, hiding, adding."""

from flask import abort, flash, redirect, render_template, url_for
from wtforms import SelectField, StringField

from blueprints import guards
from blueprints.forms import PortalForm, Required, options, stripped, up_to
from blueprints.guards import requires
from blueprints.tickets.blueprint import categories
from blueprints.tickets.steps import refusals_in
from portal.kernel.access import Permission
from portal.tickets import operations, queries
from portal.tickets.models import CategoryGroup, SupportCategory

LABEL_LENGTH = 60


class NewCategoryForm(PortalForm):
    code = StringField("コード", [Required("コードを入力してください。"), up_to(10)], filters=[stripped])
    group = SelectField("区分", choices=options(CategoryGroup.choices()))
    label = StringField("名前", [Required("名前を入力してください。"), up_to(LABEL_LENGTH)], filters=[stripped])


class LabelForm(PortalForm):
    label = StringField("名前", [Required("名前を入力してください。"), up_to(LABEL_LENGTH)], filters=[stripped])


@categories.route("", methods=["GET", "POST"])
@requires(Permission.CATEGORY_MANAGE)
def index():
    form = NewCategoryForm()
    if form.validate_on_submit():
        with refusals_in(form):
            added = operations.add_category(
                form.code.data, CategoryGroup(form.group.data), form.label.data, actor=guards.actor()
            )
            return _back(f"分類「{added.audit_label}」を追加しました。")
    return _page(form)


@categories.route("/<int:category_id>", methods=["GET", "POST"])
@requires(Permission.CATEGORY_MANAGE)
def edit(category_id: int):
    category = _category(category_id)
    form = LabelForm(obj=category)
    if form.validate_on_submit():
        with refusals_in(form):
            operations.relabel_category(category, form.label.data, actor=guards.actor())
            return _back("名前を変えました。これまでのチケットの表示も新しい名前になります。")
        category = _category(category_id)
    return render_template("tickets/category.html", form=form, category=category), 422 if form.errors else 200


@categories.post("/<int:category_id>/hiding")
@requires(Permission.CATEGORY_MANAGE)
def hiding(category_id: int):
    category = operations.hide_category(_category(category_id), actor=guards.actor())
    return _back(f"「{category.audit_label}」を選べないようにしました。これまでのチケットはそのままです。")


@categories.post("/<int:category_id>/showing")
@requires(Permission.CATEGORY_MANAGE)
def showing(category_id: int):
    category = operations.show_category(_category(category_id), actor=guards.actor())
    return _back(f"「{category.audit_label}」をまた選べるようにしました。")


def _category(category_id: int) -> SupportCategory:
    return queries.category_by_id(category_id) or abort(404)


def _back(message: str):
    flash(message, "success")
    return redirect(url_for("categories.index"), 303)


def _page(form: NewCategoryForm):
    found = queries.categories()
    groups = [(group, [one for one in found if one.group is group]) for group in CategoryGroup]
    page = render_template("tickets/categories.html", form=form, groups=groups)
    return page, 422 if form.errors else 200
