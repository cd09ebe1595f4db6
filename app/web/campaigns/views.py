"""Campaigns: their list, one with what came of it, and the form that describes it."""

from functools import partial
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.measures.campaigns import FEWEST, progress_of
from app.people.models import Person
from app.publishing.campaigns import queries, run
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.queries import may_read, name_of
from app.publishing.campaigns.states import CampaignState, state_on
from app.publishing.kinds import is_online
from app.publishing.models import Publication
from app.publishing.wording import title_of
from app.sharing.invitations import audience, send
from app.sharing.invitations.forecast import TOO_FEW
from app.web.campaigns import RUN, bp, words
from app.web.campaigns.forms import DraftForm, ItemForm, LaunchedForm, filled_with
from app.web.combobox import Lookup, options


def me() -> Person:
    """Return who is signed in."""
    person: Person = current_user._get_current_object()
    return person


@bp.get("/campaigns")
@RUN
def campaigns() -> ResponseReturnValue:
    """List campaigns, narrowed to a state by the address."""
    today = local_date(clock.now())
    asked = request.args.get("state", "")
    state = CampaignState(asked) if asked in set(CampaignState) else None
    page = queries.campaigns(state, page=request.args.get("page", 1, type=int), today=today)
    counted = queries.counts(today)
    ways = [
        {"label": _("All"), "href": url_for(".campaigns"), "current": state is None,
         "count": sum(counted.values())},
        *(
            {"label": words.STATES_OF_MANY[each], "href": url_for(".campaigns", state=each),
             "current": state is each, "count": count}
            for each, count in counted.items()
            if count
        ),
    ]  # fmt: skip
    return render_template(
        "campaigns/list.html",
        page=page,
        ways=ways,
        state=state,
        state_of=partial(state_on, today=today),
        words=words,
        page_href=lambda number: url_for(".campaigns", state=state, page=number),
    )


@bp.get("/campaigns/new")
@RUN
def new_campaign() -> ResponseReturnValue:
    """Show the form of a campaign."""
    form = DraftForm(formdata=None, by_mail=True)
    form.offer()
    return render_template("campaigns/edit.html", form=form)


@bp.post("/campaigns/new")
@RUN
def begin_campaign() -> ResponseReturnValue:
    """Begin a campaign as a draft."""
    form = DraftForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction():
                made = run.begin(form.words(), by=me(), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The draft is saved. Add what it puts forward, then launch it."))
            return redirect(url_for(".campaign", campaign_id=made.id))
    return render_template("campaigns/edit.html", form=form), 422


@bp.get("/campaigns/<uuid:campaign_id>")
@RUN
def campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Show a campaign: what it puts forward, to whom, and what came of it."""
    return campaign_page(queries.campaign_of(campaign_id), _item_form())


def campaign_page(shown: Campaign, form: ItemForm) -> str:
    """Draw the page of a campaign."""
    now = clock.now()
    today = local_date(now)
    missing = run.missing_in(shown, today=today)
    reach = audience.reach(shown, today=today)
    return render_template(
        "campaigns/campaign.html",
        campaign=shown,
        state=state_on(shown, today),
        words=words,
        form=form,
        needs=[
            {"label": label, "done": name not in missing,
             "href": f"#{field}" if name == "publications"
             else f"{url_for('.edit_campaign', campaign_id=shown.id)}#{field}"}
            for name, (label, field) in words.NEEDS.items()
        ],
        missing=missing,
        publications=[
            (each, _name_for_reader(each), is_online(each, now)) for each in shown.publications
        ],
        progress=progress_of(shown, today=today),
        FEWEST=FEWEST,
        reach=reach,
        is_shown=reach >= TOO_FEW,
        TOO_FEW=TOO_FEW,
        dealt_with=min(reach, send.dealt_with(shown)) if shown.launched_at else 0,
    )  # fmt: skip


def _name_for_reader(publication: Publication) -> str:
    """Name a publication; by its kind alone while it is for those who write such."""
    if publication.published_at or may_read(me(), publication):
        return name_of(publication) if title_of(publication) else _("Untitled")
    return str(_("Something that is not online yet"))


@bp.get("/campaigns/<uuid:campaign_id>/edit")
@RUN
def edit_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Show a campaign's form; once it was launched, with what may still be changed."""
    found = queries.campaign_of(campaign_id)
    return render_template("campaigns/edit.html", form=_form_of(found, fresh=True), campaign=found)


@bp.post("/campaigns/<uuid:campaign_id>/edit")
@RUN
def describe_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Change what is said of a campaign."""
    found = queries.campaign_of(campaign_id)
    form = _form_of(found)
    if form.validate_on_submit():
        try:
            with transaction():
                run.describe(
                    found, form.words(), version=form.version.data or 0, by=me(), now=clock.now()
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The campaign is saved."))
            return redirect(url_for(".campaign", campaign_id=found.id))
    return render_template("campaigns/edit.html", form=form, campaign=found), 422


def _form_of(found: Campaign, *, fresh: bool = False) -> LaunchedForm:
    kind = LaunchedForm if found.launched_at else DraftForm
    form = kind(formdata=None, **filled_with(found)) if fresh else kind()
    if isinstance(form, DraftForm):
        form.offer()
    return form


@bp.get("/campaigns/publications")
@RUN
def campaign_publications() -> ResponseReturnValue:
    """Offer what may be put into a campaign, by a word of its title."""
    return options(_lookup(), request.args.get("q", ""))


@bp.post("/campaigns/<uuid:campaign_id>/publications")
@RUN
def add_to_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Put a publication into a draft."""
    found, form = queries.campaign_of(campaign_id), _item_form()
    if form.validate_on_submit() and form.publication.key:
        now = clock.now()
        publication = queries.publication_called(me(), form.publication.key, now=now)
        if publication is None:
            abort(404)
        try:
            with transaction():
                run.add_publication(found, publication, by=me(), now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".campaign", campaign_id=found.id, _anchor="publications"))
    elif not form.publication.errors:
        form.publication.errors = [_("Type a word of its title.")]
    return campaign_page(found, form), 422


@bp.post("/campaigns/<uuid:campaign_id>/publications/<uuid:publication_id>/remove")
@RUN
def remove_from_campaign(campaign_id: UUID, publication_id: UUID) -> ResponseReturnValue:
    """Take a publication out of a draft."""
    found, form = queries.campaign_of(campaign_id), _item_form()
    try:
        with transaction():
            run.remove_publication(found, publication_id, by=me(), now=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return campaign_page(found, form), 422
    return redirect(url_for(".campaign", campaign_id=found.id, _anchor="publications"))


def _item_form() -> ItemForm:
    form = ItemForm()
    form.publication.look_in(_lookup())
    return form


def _lookup() -> Lookup:
    person, now, spoken = me(), clock.now(), language()

    def named(key: UUID) -> str | None:
        found = queries.publication_called(person, key, now=now)
        return name_of(found) if found and found.text(spoken) else None

    return Lookup(
        source=url_for("campaigns.campaign_publications"),
        fitting=lambda typed: queries.publications_called(person, typed, now=now),
        named=named,
    )
