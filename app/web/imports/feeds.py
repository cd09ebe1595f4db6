"""The page of a source: how it is set, how it fares, what becomes of it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.models import Feed, FeedState
from app.publishing.feeds.runs import queries, settings
from app.publishing.feeds.wording import failed
from app.web.combobox import Lookup, options
from app.web.imports import bp
from app.web.imports.forms import FeedForm
from app.web.imports.views import IMPORT
from app.web.imports.words import FEED_STATES, STATES, TONES


@bp.get("/openings/imports/owners")
@IMPORT
def owners() -> ResponseReturnValue:
    """Offer those who may own a source, by their names."""
    lookup = Lookup("", queries.importers_called, queries.importer_named)
    return options(lookup, request.args.get("q", ""))


@bp.get("/openings/imports/sources/<uuid:feed_id>")
@IMPORT
def feed(feed_id: UUID) -> ResponseReturnValue:
    """Show a source."""
    found, form = _feed(feed_id), FeedForm()
    form.offer(found)
    form.show(found)
    return _page(found, form)


@bp.post("/openings/imports/sources/<uuid:feed_id>")
@IMPORT
def change_feed(feed_id: UUID) -> ResponseReturnValue:
    """Change how a source is set."""
    found, form = _feed(feed_id), FeedForm()
    form.offer(found)
    if form.validate_on_submit():
        try:
            with transaction():
                settings.change_feed(found, by=current_user, now=clock.now(), **form.values)
        except Refusal as refusal:
            db.session.refresh(found)
            refusal.field = "address"
            form.refuse(refusal)
        except IntegrityError:  # its name is all that is unique of it
            form.name.errors = [_("Another table has this name.")]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".feed", feed_id=feed_id), 303)
    return _page(_feed(feed_id), form), 422


@bp.post("/openings/imports/sources/<uuid:feed_id>/<any(follow, pause, resume):act>")
@IMPORT
def act_on_feed(feed_id: UUID, act: str) -> ResponseReturnValue:
    """Read a source now, pause it or resume it."""
    found, now = _feed(feed_id), clock.now()
    if not found.address:
        abort(404)
    back = url_for(".feed", feed_id=feed_id)
    with transaction():
        if act == "follow":
            run = settings.follow_now(found, by=current_user, now=now)
            back = url_for(".import_run", run_id=run.id)
        elif act == "pause":
            settings.pause(found, by=current_user, now=now)
        else:
            settings.resume(found, by=current_user, now=now)
    return redirect(back, 303)


def _page(found: Feed, form: FeedForm) -> str:
    return render_template(
        "imports/feed.html",
        feed=found,
        form=form,
        state=FEED_STATES[found.state],
        is_on=found.state is FeedState.ON,
        is_suspended=found.state is FeedState.SUSPENDED,
        format_name=FORMATS[found.format].name,
        why=failed(found.failure) if found.failure else "",
        runs=queries.latest_runs(found.id),
        states=STATES,
        tones=TONES,
        headings=queries.latest_headings(found.id),
    )


def _feed(feed_id: UUID) -> Feed:
    return queries.feed_of(feed_id) or abort(404)
