"""The share kit: one publication, a text to change, a button for each network."""

from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution.eligibility import eligibility_of
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import ngettext
from app.core.ids import CODE_LENGTH
from app.extensions import limiter
from app.people.charter import has_accepted
from app.people.permissions import Permission
from app.publishing.kinds import family_of
from app.publishing.models import Publication
from app.sharing import lengths, networks, queries, wording
from app.sharing.links import CharterNotAccepted, create_link
from app.sharing.models import Channel
from app.sharing.networks import Post
from app.web.access import allowed
from app.web.ambassador import bp, cards
from app.web.ambassador.forms import ShareForm
from app.web.media import cover_url

SHARES = "5000 per hour"  # by one person: ends a script that loops, never a person who relays


@bp.get("/share/<uuid:publication_id>")
@allowed(Permission.RELAY)
def kit(publication_id: UUID) -> ResponseReturnValue:
    """Show the share kit; opening it makes no link."""
    publication = queries.publication_for(current_user, publication_id, now=clock.now())
    if not has_accepted(current_user):
        return _to_the_charter(publication)
    return _page(publication, _first_form(publication))


@bp.post("/share/<uuid:publication_id>/draft")
@allowed(Permission.RELAY)
def draft(publication_id: UUID) -> ResponseReturnValue:
    """Show the kit again with what is typed so far: its length, its preview, its network."""
    publication = queries.publication_for(current_user, publication_id, now=clock.now())
    return _page(publication, ShareForm())


@bp.post("/share/<uuid:publication_id>")
@allowed(Permission.RELAY)
@limiter.limit(lambda: SHARES, key_func=lambda: f"share:{current_user.id}")
def share(publication_id: UUID) -> ResponseReturnValue:
    """Make the link of one share, then show what is left to do on its network."""
    publication = queries.publication_for(current_user, publication_id, now=clock.now())
    form = ShareForm()
    if form.validate_on_submit() and _fits(form):
        try:
            with transaction():
                # read before the commit: nothing after it may fail and say "not recorded"
                link_id = create_link(
                    publication,
                    ambassador=current_user,
                    channel=form.where,
                    language=form.language.data,
                    words=form.words.data,
                    form_id=form.share_id,
                    now=clock.now(),
                ).id
        except CharterNotAccepted:
            return _to_the_charter(publication)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            server = networks.instance_of(form.instance.data) or None
            return redirect(url_for(".made", link_id=link_id, instance=server))
    return _page(publication, form), 422


def _sample_link() -> str:
    """Return an address as long as that of a link to be made: counts reserve its place."""
    return f"{current_app.config['BASE_URL']}/r/{'x' * CODE_LENGTH}"


def _first_form(publication: Publication) -> ShareForm:
    """Return the form as the page opens: a suggestion, in the reader's language if there is one."""
    languages = publication.languages
    asked = request.args.get("language") or current_user.language
    language = asked if asked in languages else languages[0]
    suggested = cards.suggestions(publication, language)
    number = request.args.get("suggestion", 0, type=int)
    return ShareForm(
        formdata=None,
        form_id=uuid4(),
        channel=_first_channel(),
        language=language,
        words=suggested[number if 0 <= number < len(suggested) else 0] if suggested else "",
    )


def _first_channel() -> Channel:
    """Return the network that is asked for, else the one of the last relay."""
    asked = request.args.get("channel", "")
    if asked in {each.value for each in Channel}:
        return Channel(asked)
    last = queries.last_channel(current_user)
    return last if last and last in networks.USED_AGAIN else Channel.LINKEDIN


def _how(channel: Channel, *, pasted: bool) -> str:
    """Name what the script of the page does on the button; "" leaves it to the form."""
    if pasted:
        return "paste"
    if channel in (Channel.EMAIL, Channel.SMS):
        return "app"
    if channel in (Channel.COPY, Channel.SLACK):
        return "copy"
    if channel is Channel.SHEET:
        return "sheet"
    return "open" if networks.NETWORKS[channel].page else ""


def _post(form: ShareForm) -> Post:
    return Post(
        words=form.words.data or "",
        link=_sample_link(),
        instance=networks.instance_of(form.instance.data or ""),
    )


def _fits(form: ShareForm) -> bool:
    """Say whether the network takes a message of this length, and by its field if not."""
    over = networks.too_long_by(form.where, _post(form))
    if over:
        sentence = ngettext(
            "%(num)d character too many for %(network)s. Shorten it, or choose another network.",
            "%(num)d characters too many for %(network)s. Shorten it, or choose another network.",
            over,
            network=wording.name(form.where),
        )
        form.refuse(Refusal(sentence, field="words"))
    return not over


def _to_the_charter(publication: Publication) -> ResponseReturnValue:
    """Have the charter read first, then come back to the kit."""
    back = url_for("ambassador.kit", publication_id=publication.id)
    return redirect(url_for("account.charter", next=back))


def _page(publication: Publication, form: ShareForm) -> str:
    channel = form.channel.data or Channel.LINKEDIN
    language = form.language.data if form.language.data in publication.languages else None
    language = language or publication.languages[0]
    post = _post(form)
    pasted = networks.copied_first(channel, post.words)
    return render_template(
        "ambassador/kit.html",
        publication=publication,
        text=publication.text(language),
        facts=cards.summary_line(publication),
        takes_applications=family_of(publication).takes_applications,
        cover_kind=publication.kind_code,
        cover_src=cover_url(publication),
        form=form,
        channel=channel,
        language_of_words=language,
        languages=sorted(publication.languages, key=lambda each: each != current_user.language),
        suggestions=cards.suggestions(publication, language),
        channels=networks,
        names=wording.NAMES,
        choices=wording.CHOICES,
        icons=wording.ICONS,
        steps=wording.steps(channel, pasted=pasted),
        pasted=pasted,
        opens=networks.NETWORKS[channel].page is not None,
        how=_how(channel, pasted=pasted),
        post=post,
        host=urlsplit(post.link).netloc,
        shown=networks.shown(channel, post.words),
        length=networks.length(channel, post),
        limit=networks.limit(channel),
        eligibility=eligibility_of(current_user, publication, now=clock.now()),
        messages=lengths.sms_messages(post.message) if channel is Channel.SMS else 0,
    )
