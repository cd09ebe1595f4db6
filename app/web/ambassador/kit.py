"""The share kit: one publication, a text to change, a button for each network."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.attribution.eligibility import eligibility_of
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import ngettext
from app.core.text.clean import tidy, tidy_line
from app.extensions import limiter
from app.people.charter import has_accepted
from app.people.permissions import Permission
from app.publishing.kinds import family_of
from app.publishing.models import Publication
from app.sharing import networks, previews, qr, queries, reminders, wording
from app.sharing.links import CharterNotAccepted, create_link, sample_link
from app.sharing.mastodon import servers
from app.sharing.models import Channel
from app.sharing.networks import Post, Server, Way
from app.sharing.words import hashtags, suggestions
from app.web.access import allowed
from app.web.ambassador import bp, cards
from app.web.ambassador.forms import ShareForm
from app.web.ambassador.sharing import later
from app.web.ambassador.sharing.hints import hints
from app.web.ambassador.sharing.picture import order_with_me, picture_of
from app.web.downloads.codes import logo_on_pages

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
    """Show the kit again with what is typed so far: its length, its preview, its network.

    On a network just chosen, a suggestion that is not theirs yet gives way to one that fits.
    """
    publication = queries.publication_for(current_user, publication_id, now=clock.now())
    form = ShareForm()
    if request.args.get("chosen") == "network":
        _let_fit(publication, form)
    _change(publication, form)
    if form.on_card.data:
        order_with_me(publication, _language(publication, form))
    return _page(publication, form)


@bp.post("/share/<uuid:publication_id>")
@allowed(Permission.RELAY)
@limiter.limit(lambda: SHARES, key_func=lambda: f"share:{current_user.id}")
def share(publication_id: UUID) -> ResponseReturnValue:
    """Make the link of one share, then show what is left to do on its network."""
    publication = queries.publication_for(current_user, publication_id, now=clock.now())
    form = ShareForm()
    if form.validate_on_submit():
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
                    on_card=form.on_card.data,
                ).id
        except CharterNotAccepted:
            return _to_the_charter(publication)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            server = networks.instance_of(form.instance.data) or None
            return redirect(url_for(".made", link_id=link_id, instance=server))
    return _page(publication, form), 422


def _first_form(publication: Publication) -> ShareForm:
    """Return the form as the page opens: a suggestion, in the reader's language if there is one.

    The one that the address asks for, else the first that the network takes.
    """
    if kept := _reminded(publication):
        return kept
    languages = publication.languages
    asked = request.args.get("language") or current_user.language
    language = asked if asked in languages else languages[0]
    form = ShareForm(
        formdata=None, form_id=uuid4(), channel=_first_channel(), language=language, words=""
    )
    channel = form.channel.data
    suggested = cards.suggestions(publication, language, channel)
    number = request.args.get("suggestion", -1, type=int)
    if 0 <= number < len(suggested):
        form.words.data = suggested[number]
    else:
        form.words.data = suggestions.opening(channel, suggested, _post(publication, form))
    return form


def _reminded(publication: Publication) -> ShareForm | None:
    """Return the form as it was left when its person asked to be reminded of it."""
    key = request.args.get("reminder", type=UUID)
    kept = reminders.reminder_of(current_user, key) if key else None
    if kept is None or kept.publication_id != publication.id:
        return None
    return ShareForm(
        formdata=None,
        form_id=uuid4(),
        channel=kept.channel,
        language=kept.language,
        words=kept.words,
    )


def _change(publication: Publication, form: ShareForm) -> None:
    """Take the language or the suggestion of the button that was pressed, where no script runs.

    Words that are nobody's suggestion are theirs: another language keeps them, and a suggestion
    puts them aside.
    """
    words, channel = form.words.data or "", _channel(form)
    language = _language(publication, form)
    suggested = cards.suggestions(publication, language, channel)
    theirs = {tidy(each.text) for each in cards.suggested(publication, language)}
    own = words if words not in theirs else ""
    into, asked = request.args.get("into"), request.args.get("suggestion", "")
    if into in publication.languages:
        form.language.data = into
        suggested = cards.suggestions(publication, into, channel)
        if not own and suggested:
            post = _post(publication, form)
            form.words.data = suggestions.opening(channel, suggested, post)
    elif tag := request.args.get("tag", ""):
        form.words.data = hashtags.with_tag(words, tidy_line(tag))
    elif asked == "own":
        form.words.data, form.own.data = form.own.data, ""
    elif asked.isdecimal() and len(asked) < 3 and int(asked) < len(suggested):
        form.words.data, form.own.data = suggested[int(asked)], own or form.own.data


def _channel(form: ShareForm) -> Channel:
    chosen: Channel | None = form.channel.data
    return chosen or Channel.LINKEDIN


def _let_fit(publication: Publication, form: ShareForm) -> None:
    """Put a suggestion of the network in the place of another one, and of nothing else."""
    if channel := form.channel.data:
        suggested = cards.suggested(publication, _language(publication, form))
        form.words.data = suggestions.on_network(channel, suggested, _post(publication, form))


def _language(publication: Publication, form: ShareForm) -> str:
    """Return the language of the words, one that the publication is written in."""
    chosen: str = form.language.data
    return chosen if chosen in publication.languages else publication.languages[0]


def _first_channel() -> Channel:
    """Return the network that is asked for, else the one of the last relay."""
    asked = request.args.get("channel", "")
    offered = (*networks.FIRST, *_others())
    if asked in offered:
        return Channel(asked)
    last = queries.last_channel(current_user)
    again = last and last in networks.USED_AGAIN and last in offered
    return last if last and again else Channel.LINKEDIN


def _on_a_phone() -> bool:
    return "Mobi" in request.headers.get("User-Agent", "")


def _others() -> tuple[Channel, ...]:
    """Return the networks behind the button, without one that the settings turn off."""
    off = set() if current_app.config["SHARE_XING"] else {Channel.XING}
    return tuple(each for each in networks.OTHERS if each not in off)


def _other_ways() -> tuple[Channel, ...]:
    """Return what only some devices can do, to stand apart; a script takes the share menu out."""
    return (Channel.SHEET,) if _on_a_phone() else (Channel.SMS, Channel.SHEET)


def _how(channel: Channel, way: Way) -> str:
    """Name what the script of the page does on the button; "" leaves it to the form."""
    if channel in (Channel.EMAIL, Channel.SMS):
        return "app" if way in (Way.CARRIED, Way.NONE) else "paste-app"
    if channel in (Channel.COPY, Channel.SLACK):
        return "copy"
    if channel is Channel.SHEET:
        return "sheet"
    if networks.NETWORKS[channel].page is None:
        return ""
    return "open" if way in (Way.CARRIED, Way.NONE) else "paste"


def _post(publication: Publication, form: ShareForm) -> Post:
    text = publication.text(_language(publication, form))
    return Post(
        words=form.words.data or "",
        link=sample_link(),
        subject=text.title if text else "",
        disclosure=cards.disclosure(_channel(form), _language(publication, form)),
        instance=networks.instance_of(form.instance.data or ""),
    )


def _excess(channel: Channel, over: int) -> str:
    """Say by how much a text is too long. over: 1 or more"""
    return ngettext(
        "%(num)d character too many for %(network)s: nothing is cut, you shorten it there.",
        "%(num)d characters too many for %(network)s: nothing is cut, you shorten it there.",
        over,
        network=wording.name(channel),
    )


def _to_the_charter(publication: Publication) -> ResponseReturnValue:
    """Have the charter read first, then come back to the kit."""
    back = url_for("ambassador.kit", publication_id=publication.id)
    return redirect(url_for("account.charter", next=back))


def _suggestions(
    channel: Channel, texts: Sequence[str], post: Post, server: Server | None
) -> tuple[list[dict[str, Any]], int | None]:
    """Return what the choice of a suggestion shows, and which to take when the text is too long."""
    shown = [
        {
            "words": words,
            "over": not networks.fits(channel, replace(post, words=words), server),
            "current": tidy(words) == post.words,
        }
        for words in texts
    ]
    fits = networks.fits(channel, post, server)
    return shown, None if fits else networks.fitting(channel, texts, post, server)


def _sample_code(post: Post) -> Markup:
    return Markup(qr.inline_svg(post.link, logo_on_pages()))


def _server_of(channel: Channel, post: Post) -> tuple[Server | None, bool]:
    """Return what the server that was typed takes, and whether it is being asked."""
    if not channel.asks_server or not post.instance:
        return None, False
    known = servers.known(post.instance)
    return known, known is None and servers.ask(post.instance, by=current_user.id)


def _page(publication: Publication, form: ShareForm) -> str:
    channel = _channel(form)
    language = _language(publication, form)
    post = _post(publication, form)
    way = networks.way(channel, post)
    # a long e-mail is pasted, which its button says
    server, asked = _server_of(channel, post)
    over = 0 if way is Way.TOO_LONG else networks.too_long_by(channel, post, server)
    texts = cards.suggestions(publication, language, channel)
    suggested, shorter = _suggestions(channel, texts, post, server)
    return render_template(
        "ambassador/kit.html",
        publication=publication,
        text=publication.text(language),
        facts=cards.summary_line(publication),
        takes_applications=family_of(publication).takes_applications,
        picture=picture_of(publication, language, on_card=form.on_card.data),
        form=form,
        channel=channel,
        language_of_words=language,
        languages=sorted(publication.languages, key=lambda each: each != current_user.language),
        suggestions=suggested,
        shorter=shorter,
        excess=_excess(channel, over) if over else "",
        first=networks.FIRST,
        others=tuple(each for each in _others() if each not in _other_ways()),
        other_ways=_other_ways(),
        sheet_first=channel is Channel.LINKEDIN and _on_a_phone(),
        seen=networks.NETWORKS[channel].seen,
        names=wording.NAMES,
        choices=wording.CHOICES,
        icons=wording.ICONS,
        steps=wording.steps(channel, way),
        opens=networks.NETWORKS[channel].page is not None,
        how=_how(channel, way),
        post=post,
        host=urlsplit(post.link).netloc,
        previews=previews,
        laters=later.NAMES,
        sample_code=_sample_code(post) if channel.is_printed else None,
        count=networks.counted(channel, post, server),
        server=server,
        asked=asked,
        eligibility=eligibility_of(current_user, publication, now=clock.now()),
        hints=hints(
            publication, post.words, channel=channel, in_language=language, now=clock.now()
        ),
    )
