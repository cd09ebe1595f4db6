"""How an ambassador wants to be asked: at all, from when on, and whether they are listed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.people.permissions import Permission
from app.publishing.queries import themes
from app.sharing.asking import profile
from app.sharing.asking.profile import Wished
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.asked.forms import AskSettingsForm
from app.web.media import picture_url


@bp.get("/questions/settings")
@allowed(Permission.RELAY)
def ask_settings() -> ResponseReturnValue:
    """Show how one is asked."""
    mine = profile.profile_of(current_user)
    form = AskSettingsForm(formdata=None, obj=mine)
    form.takes.data = "yes" if mine.takes else "no"
    _offer(form)
    form.themes.choose(theme.id for theme in mine.themes)
    return _page(form)


@bp.post("/questions/settings")
@allowed(Permission.RELAY)
def choose_ask_settings() -> ResponseReturnValue:
    """Change how one is asked."""
    form = AskSettingsForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            with transaction():
                profile.choose(current_user, _wished(form), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved: you are asked as you say."))
            return redirect(url_for(".ask_settings"))
    return _page(form), 422


def _wished(form: AskSettingsForm) -> Wished:
    return Wished(
        takes=form.takes.data == "yes",
        paused_until=form.paused_until.data,
        listed=form.listed.data,
        shown_name=form.shown_name.data,
        sentence=form.sentence.data,
        languages=form.languages.data or [],
        themes=form.themes.keys,
        shows_photo=form.shows_photo.data,
    )


def _offer(form: AskSettingsForm) -> None:
    form.themes.offer([(theme.id, theme.name(language())) for theme in themes()])


def _page(form: AskSettingsForm) -> str:
    return render_template(
        "ambassador/asked/settings.html",
        form=form,
        photo_url=picture_url(current_user.portrait),
    )
