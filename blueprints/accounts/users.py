"""The tenant's users as its administrator sees them: list, page, creating, editing, files."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.accounts.forms import blame
from blueprints.accounts.user_forms import UserForm, user_form
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.listing import Listing
from portal.accounts import details, exports, operations, queries, roles
from portal.accounts.imports import KIND_NAME
from portal.accounts.models import User
from portal.accounts.queries import UserFilter, UserState
from portal.kernel import audit, clock
from portal.kernel.access import Permission, Role
from portal.kernel.states import EditedMeanwhile

users = Blueprint("users", __name__)
users.add_app_template_filter(roles.written, "role_names")


@users.get("")
@requires(Permission.USER_MANAGE)
def index():
    wanted = wanted_users()
    listing = _listing().counted(queries.count_users(wanted))
    rows = queries.list_users(
        wanted, sort=listing.sort, descending=listing.descending, limit=listing.limit, offset=listing.offset
    )
    shown = [(detail, detail.shown([row.id for row in rows])) for detail in details.DETAILS]
    return render_template(
        "accounts/users/list.html",
        rows=rows,
        listing=listing,
        wanted=wanted,
        shown=shown,
        roles=roles.offered(g.tenant.kind),
        states=UserState,
        state_of=exports.state_of,
        import_url=_import_page(),
    )


def _import_page() -> str | None:
    may = guards.actor().can(Permission.IMPORT_RUN)
    return url_for("imports.create", kind=KIND_NAME) if may else None


def wanted_users() -> UserFilter:
    """The filter of the address; 400 to a role or state that does not exist."""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    if (role and role not in set(Role)) or (state and state not in set(UserState)):
        abort(400, "役割か状態の指定が正しくありません。")
    return UserFilter(
        text=request.args.get("q", "")[:100],
        role=Role(role) if role else None,
        state=UserState(state) if state else None,
    )


def _listing() -> Listing:
    return Listing.from_request(queries.SORTS, "kana")


@users.get("/export/<any(csv, xlsx):form>")
@requires(Permission.USER_MANAGE)
def export(form: str):
    listing = _listing()
    return send_export(
        exports.export_users(
            wanted_users(),
            sort=listing.sort,
            descending=listing.descending,
            actor=guards.actor(),
            form=form,
            encoding=wanted_encoding(),
        )
    )


@users.route("/new", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def create():
    form = user_form(g.tenant.kind)
    if form.validate_on_submit():
        try:
            user = operations.create_user(form.email.data, *form.names(), form.wanted_roles(), actor=guards.actor())
            details.assign_first(user, form.codes(), actor=guards.actor())
        except ValueError as problem:
            blame(form, problem)
        else:
            flash(f"{user.name}さんを登録し、招待のメールを送りました。", "success")
            return redirect(url_for("users.show", user_id=user.id))
    return render_template("accounts/users/form.html", form=form, user=None, theirs=None), 422 if form.errors else 200


@users.get("/<int:user_id>")
@requires(Permission.USER_MANAGE)
def show(user_id: int):
    user = found(user_id)
    return render_template(
        "accounts/users/show.html",
        user=user,
        shown=[(detail.label, detail.shown([user.id]).get(user.id)) for detail in details.DETAILS],
        invited_until=queries.open_invitation_until(user.id, clock.now()),
        sessions=queries.own_sessions(user.id, clock.now()),
        history=audit.history(user, internal=True),
    )


@users.route("/<int:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def edit(user_id: int):
    user, theirs = found(user_id), None
    form = user_form(g.tenant.kind, user)
    if form.validate_on_submit():
        try:
            _save(user, form)
        except EditedMeanwhile as clash:
            theirs = user_form(g.tenant.kind, clash.record, as_saved=True)
            form.renew(clash.record.version)
            form.form_errors.append(str(clash))
        except ValueError as problem:
            blame(form, problem)
        else:
            flash("変更を保存しました。", "success")
            return redirect(url_for("users.show", user_id=user.id))
    page = render_template("accounts/users/form.html", form=form, user=user, theirs=theirs)
    return page, 422 if form.errors else 200


def _save(user: User, form: UserForm) -> None:
    names = dict(zip(operations.NAMES, form.names(), strict=True))
    operations.edit_user(
        user,
        email=form.email.data,
        **names,
        wanted_roles=form.wanted_roles(),
        version=form.version.data,
        actor=guards.actor(),
    )
    details.assign_all(user, form.codes(), actor=guards.actor())


def found(user_id: int) -> User:
    """The user, or the page that says there is none."""
    return queries.visible_user(guards.actor(), user_id) or abort(404)
