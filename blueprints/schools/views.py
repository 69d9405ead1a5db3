"""Schools: list, page, creating, editing, archiving, files."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.schools import conflict, panels
from blueprints.schools.forms import SchoolForm
from blueprints.schools.settings_menu import import_page
from portal.kernel import audit
from portal.kernel.access import Permission
from portal.kernel.states import EditedMeanwhile
from portal.schools import exports, operations
from portal.schools.models import School, SchoolType
from portal.schools.queries import people
from portal.schools.queries import schools as queries
from portal.schools.queries.schools import SchoolFilter

schools = Blueprint("schools", __name__)

FIELDS = ("code", "name", "school_type", "branch_of_id", "postal_code", "address", "telephone", "pupils")


@schools.get("")
@requires(Permission.SCHOOL_READ)
def index():
    wanted = wanted_schools()
    listing = Listing.from_request(queries.SORTS, "code").counted(queries.count(wanted))
    rows = queries.page(
        wanted, sort=listing.sort, descending=listing.descending, limit=listing.limit, offset=listing.offset
    )
    return render_template(
        "schools/list.html",
        rows=rows,
        listing=listing,
        wanted=wanted,
        types=SchoolType,
        may_manage=guards.actor().can(Permission.SCHOOL_MANAGE),
        import_url=import_page("schools"),
    )


def wanted_schools() -> SchoolFilter:
    """The filter of the address; 400 to a type that no school has."""
    school_type = request.args.get("type", "")
    if school_type and school_type not in set(SchoolType):
        abort(400, "校種の指定が正しくありません。")
    return SchoolFilter(
        text=request.args.get("q", "")[:100],
        school_type=SchoolType(school_type) if school_type else None,
        archived=request.args.get("archived") == "1",
    )


@schools.get("/export/<any(csv, xlsx):form>")
@requires(Permission.SCHOOL_READ)
def export(form: str):
    wanted, encoding = wanted_schools(), wanted_encoding()
    return send_export(exports.export_schools(wanted, form=form, encoding=encoding, actor=guards.actor()))


@schools.route("/new", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def create():
    form = SchoolForm()
    form.offer_main_schools(queries.choices(), None)
    if form.validate_on_submit():
        try:
            school = operations.create_school(form.school_data(), actor=guards.actor())
        except (operations.CodeTaken, operations.WrongBranch) as problem:
            _blame(form, problem)
        else:
            flash(f"{school.name}を登録しました。", "success")
            return redirect(url_for("schools.show", school_id=school.id))
    return render_template("schools/form.html", form=form, school=None, differences=[]), 422 if form.errors else 200


@schools.get("/<int:school_id>")
@requires(Permission.SCHOOL_READ)
def show(school_id: int):
    actor = guards.actor()
    school = found(school_id)
    return render_template(
        "schools/show.html",
        school=school,
        contacts=people.contacts_of(school.id),
        branches=queries.branches_of(school),
        history=audit.history(school, internal=True, limit=20),
        panels=panels.panels_of(school, actor),
        may_manage=actor.can(Permission.SCHOOL_MANAGE),
    )


@schools.route("/<int:school_id>/edit", methods=["GET", "POST"])
@requires(Permission.SCHOOL_MANAGE)
def edit(school_id: int):
    school = found(school_id)
    form, differences = _filled(school, SchoolForm(obj=school)), []
    if form.validate_on_submit():
        try:
            operations.edit_school(school, form.school_data(), version=form.version.data, actor=guards.actor())
            return _saved(school)
        except EditedMeanwhile:
            differences = _put_together(form, school)
            if not differences:  # the other person made the very same changes
                return _saved(school)
        except (operations.CodeTaken, operations.WrongBranch) as problem:
            _blame(form, problem)
    last = audit.history(school, internal=True, limit=1) if differences else []
    page = render_template("schools/form.html", form=form, school=school, differences=differences, last=last)
    return page, 422 if form.errors or differences else 200


def _saved(school: School):
    flash(f"{school.name}の内容を保存しました。", "success")
    return redirect(url_for("schools.show", school_id=school.id))


@schools.post("/<int:school_id>/archival")
@requires(Permission.SCHOOL_MANAGE)
def archive(school_id: int):
    school = operations.archive_school(found(school_id), actor=guards.actor())
    flash(f"{school.name}をアーカイブしました。一覧と選択肢に出なくなります。", "success")
    return redirect(url_for("schools.show", school_id=school.id))


@schools.post("/<int:school_id>/return")
@requires(Permission.SCHOOL_MANAGE)
def unarchive(school_id: int):
    school = operations.unarchive_school(found(school_id), actor=guards.actor())
    flash(f"{school.name}をアーカイブから戻しました。", "success")
    return redirect(url_for("schools.show", school_id=school.id))


def found(school_id: int) -> School:
    """The school when the person may see it, else 404."""
    return queries.visible_school(guards.actor(), school_id) or abort(404)


def _filled(school: School, form: SchoolForm) -> SchoolForm:
    form.offer_main_schools(queries.choices(archived=True), school)
    if request.method == "GET":
        form.opened.data = conflict.snapshot(form, FIELDS)
    return form


def _put_together(form: SchoolForm, school: School) -> list[conflict.Difference]:
    """The next save is checked against the record as it stands now."""
    saved = _filled(school, SchoolForm(formdata=None, obj=school))
    differences = conflict.put_together(form, saved, form.opened.data or "", FIELDS)
    form.renew(school.version)
    form.opened.data = conflict.snapshot(saved, FIELDS)
    return differences


def _blame(form: SchoolForm, problem: ValueError) -> None:
    field = form.code if isinstance(problem, operations.CodeTaken) else form.branch_of_id
    field.errors = [*field.errors, str(problem)]
