"""The channels of Slack, Teams and Mattermost where the week is posted."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.people.permissions import Permission
from app.publishing import queries as publishing
from app.sharing.chats import channels, posting
from app.sharing.chats.channels import ChannelWords
from app.sharing.chats.models import ChatChannel, ChatKind
from app.sharing.chats.posting import NotPosted
from app.web.access import allowed
from app.web.account.forms import DAYS, HOURS, LANGUAGES
from app.web.admin import bp
from app.web.fields import line
from app.web.forms import Form

KINDS = {
    ChatKind.SLACK: "Slack",
    ChatKind.TEAMS: "Microsoft Teams",
    ChatKind.MATTERMOST: "Mattermost",
}


class ChatForm(Form):
    """A channel. Its address is typed and never shown again."""

    kind = RadioField(
        _l("Chat"), choices=[SelectChoice(kind, name) for kind, name in KINDS.items()], coerce=str
    )
    name = line(_l("Name of the channel"), _l("Write the channel’s name."), longest=100)
    address = line(_l("Address of its incoming webhook"), longest=2000)
    team = SelectField(_l("Publications of"))
    language = RadioField(_l("Language"), choices=LANGUAGES)
    day = SelectField(_l("Day"), choices=DAYS, coerce=int)
    hour = SelectField(_l("Hour"), choices=HOURS, coerce=int)
    active = BooleanField(_l("Post here each week"))

    def words(self) -> ChannelWords:
        """Return what was said."""
        return ChannelWords(
            kind=ChatKind(self.kind.data),
            name=self.name.data,
            address=self.address.data or "",
            team_id=UUID(self.team.data) if self.team.data else None,
            language=self.language.data,
            day=self.day.data,
            hour=self.hour.data,
            active=self.active.data,
        )


@bp.get("/admin/chats")
@allowed(Permission.MANAGE_ORGANISATION)
def chats() -> ResponseReturnValue:
    """List the channels, each with what it answered last."""
    return render_template("admin/chats/list.html", channels=channels.channels(), kinds=KINDS)


@bp.get("/admin/chats/new")
@allowed(Permission.MANAGE_ORGANISATION)
def new_chat() -> ResponseReturnValue:
    """Show the form of a channel."""
    begun = _form(
        formdata=None,
        kind=ChatKind.SLACK,
        language=current_user.language,
        day=2,
        hour=9,
        active=True,
    )
    return render_template("admin/chats/channel.html", form=begun)


@bp.post("/admin/chats/new")
@allowed(Permission.MANAGE_ORGANISATION)
def add_chat() -> ResponseReturnValue:
    """Set a channel up."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction():
                made = channels.add(form.words(), by=current_user, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The channel is set up. Try it, to see that it takes our posts."))
            return redirect(url_for("admin.chat", key=made.id))
    return render_template("admin/chats/channel.html", form=form), 422


@bp.get("/admin/chats/<uuid:key>")
@allowed(Permission.MANAGE_ORGANISATION)
def chat(key: UUID) -> ResponseReturnValue:
    """Show a channel, but for its address."""
    channel = channels.channel_of(key)
    form = _form(
        formdata=None,
        kind=channel.kind,
        name=channel.name,
        team=str(channel.team_id or ""),
        language=channel.language,
        day=channel.day,
        hour=channel.hour,
        active=channel.active,
    )
    return _page(channel, form)


@bp.post("/admin/chats/<uuid:key>")
@allowed(Permission.MANAGE_ORGANISATION)
def change_chat(key: UUID) -> ResponseReturnValue:
    """Change a channel; an address left empty stays what it was."""
    channel, form = channels.channel_of(key), _form()
    if form.validate_on_submit():
        try:
            with transaction():
                channels.change(channel, form.words(), by=current_user, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The channel is saved."))
            return redirect(url_for("admin.chats"))
    return _page(channel, form), 422


@bp.post("/admin/chats/<uuid:key>/try")
@allowed(Permission.MANAGE_ORGANISATION)
def try_chat(key: UUID) -> ResponseReturnValue:
    """Post a line to a channel now; what it answers is noted and shown."""
    channel = channels.channel_of(key)
    with transaction():
        try:
            posting.try_out(channel, by=current_user, now=clock.now())
        except NotPosted:
            posted = False
        else:
            posted = True
    if posted:
        flash(_("The channel took the post: look at it there."))
    return redirect(url_for("admin.chat", key=key))


@bp.post("/admin/chats/<uuid:key>/remove")
@allowed(Permission.MANAGE_ORGANISATION)
def remove_chat(key: UUID) -> ResponseReturnValue:
    """Forget a channel, with its address."""
    channel = channels.channel_of(key)
    with transaction():
        channels.remove(channel, by=current_user, now=clock.now())
    flash(_("The channel is removed: nothing more is posted there."))
    return redirect(url_for("admin.chats"))


def _form(**given: object) -> ChatForm:
    form = ChatForm(**given)
    form.team.choices = [
        SelectChoice("", _("All teams")),
        *(
            SelectChoice(str(team.id), team.name(current_user.language))
            for team in publishing.teams()
        ),
    ]
    return form


def _page(channel: ChatChannel, form: ChatForm) -> str:
    return render_template("admin/chats/channel.html", form=form, channel=channel)
