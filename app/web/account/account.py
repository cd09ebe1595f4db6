"""One's own account: name, portrait, language, appearance, password, sessions."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.mail import asked
from app.people import accounts
from app.people.entrance import limits, sessions, sign_in
from app.people.entrance.sign_in import safe_path
from app.people.models import Appearance
from app.web.access import allowed
from app.web.account import bp
from app.web.account.forms import ChangePasswordForm, PreferencesForm, ProfileForm
from app.web.media import limited_pictures, picture_url


@bp.get("/account")
@allowed()
def account() -> ResponseReturnValue:
    """Show one's own name, portrait and preferences."""
    return _account_page(ProfileForm(obj=current_user))


@bp.post("/account")
@allowed()
@limited_pictures
def describe_oneself() -> ResponseReturnValue:
    """Change one's own name, job title and portrait."""
    form = ProfileForm()
    if form.validate_on_submit():
        now = clock.now()
        try:
            with transaction():
                accounts.describe(
                    current_user,
                    first_name=form.first_name.data,
                    last_name=form.last_name.data,
                    job_title=form.job_title.data,
                    by=current_user,
                    now=now,
                )
                if form.portrait.data:
                    accounts.set_portrait(
                        current_user,
                        form.portrait.data.read(),
                        name=form.portrait.data.filename,
                        now=now,
                    )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your profile is saved."))
            return redirect(url_for("account.account"))
    return _account_page(form), 422


def _account_page(form: ProfileForm) -> str:
    preferences = PreferencesForm(
        formdata=None, language=current_user.language, theme=current_user.appearance
    )
    return render_template(
        "account/account.html",
        form=form,
        preferences=preferences,
        portrait_url=picture_url(current_user.portrait),
    )


@bp.post("/account/portrait/remove")
@allowed()
def remove_portrait() -> ResponseReturnValue:
    """Go back to initials."""
    with transaction():
        accounts.remove_portrait(current_user, now=clock.now())
    return redirect(url_for("account.account"))


@bp.post("/account/preferences")
@allowed()
def preferences() -> ResponseReturnValue:
    """Change one's language or appearance, from the account or from the menu of any page."""
    form = PreferencesForm()
    if not form.validate_on_submit():
        abort(400)
    with transaction():
        accounts.prefer(
            current_user,
            language=form.language.data or None,
            appearance=Appearance(form.theme.data) if form.theme.data else None,
        )
    came_from = urlsplit(request.referrer or "")
    same_site = came_from.netloc == request.host
    back = f"{came_from.path}?{came_from.query}".rstrip("?") if same_site else None
    return redirect(safe_path(back) or url_for("account.account"))


@bp.get("/account/security")
@allowed()
def security() -> ResponseReturnValue:
    """Show one's password form and the browsers one is signed in with."""
    return _security_page(ChangePasswordForm())


@bp.post("/account/password")
@allowed()
@limits.of_who_is_signed_in(limits.FAILURES_OF_ONESELF, failures=True)
def change_password() -> ResponseReturnValue:
    """Change one's password; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                sign_in.change_password(
                    current_user,
                    form.password.data,
                    present=form.current.data or "",
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your password is changed. Your other browsers are signed out."))
            return redirect(url_for("account.security"))
    return _security_page(form), 422


@bp.post("/account/password/link")
@allowed()
@limits.of_who_is_signed_in(limits.MAILS_OF_ACCOUNT.near, failures=False)
def send_password_link() -> ResponseReturnValue:
    """Mail oneself a link to choose a password: a session alone does not show whose it is."""
    with transaction():
        asked.ask("reset", current_user.email, language=language(), now=clock.now())
    flash(_("A link to choose a password is on its way to %(email)s.", email=current_user.email))
    return redirect(url_for("account.security"))


def _security_page(form: ChangePasswordForm) -> str:
    now = clock.now()
    return render_template(
        "account/security.html",
        form=form,
        has_password=current_user.password_hash is not None,
        proven=current_user.password_hash is not None or sessions.is_recent(current_user, now=now),
        rows=[
            (row, sessions.is_current(row))
            for row in sessions.open_sessions_of(current_user, now=now)
        ],
    )


@bp.post("/account/sessions/<uuid:session_id>/revoke")
@allowed()
def revoke_session(session_id: UUID) -> ResponseReturnValue:
    """Sign one of one's own browsers out."""
    with transaction():
        if not sessions.revoke_session(current_user, session_id, by=current_user, now=clock.now()):
            abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("account.security"))


@bp.post("/account/sessions/revoke")
@allowed()
def revoke_other_sessions() -> ResponseReturnValue:
    """Sign every browser out but this one."""
    with transaction():
        sessions.revoke_all(
            current_user, by=current_user, now=clock.now(), keep=current_user.session_token
        )
    flash(_("Your other browsers are signed out."))
    return redirect(url_for("account.security"))
