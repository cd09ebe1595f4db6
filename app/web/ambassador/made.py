"""A link that has just been made: what is left to do on its network, its QR code."""

from uuid import UUID

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.core import clock
from app.people.permissions import Permission
from app.publishing.kinds import is_online
from app.publishing.wording import title_of
from app.sharing import networks, qr, queries, wording
from app.sharing.links import address_of
from app.sharing.networks import Post
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.sharing.picture import picture_of
from app.web.downloads.codes import code_file, logo_in_files, logo_on_pages

# What the script of the kit says that it did; anything else in the address says nothing.
LINK_COPIED, DONE = "link", frozenset({"opened", "pasted", "copy", "link"})


@bp.get("/share/made/<uuid:link_id>")
@allowed(Permission.RELAY)
def made(link_id: UUID) -> ResponseReturnValue:
    """Show what is left to do on the network, or that it is done, and where to follow the relay."""
    link = queries.link_of(current_user, link_id)
    text = link.publication.text(link.language)
    post = Post(
        words=link.words,
        disclosure=link.disclosure,
        link=address_of(link),
        subject=text.title if text else "",
        instance=networks.instance_of(request.args.get("instance", "")),
    )
    way = networks.way(link.channel, post)
    pasted = networks.copied_first(link.channel, post)
    done = request.args.get("done", "")
    return render_template(
        "ambassador/made.html",
        link=link,
        title=title_of(link.publication),
        channel=link.channel,
        relayable=is_online(link.publication, clock.now()),
        names=wording.NAMES,
        icons=wording.ICONS,
        steps=wording.steps(link.channel, way),
        pasted=pasted,
        done=_done(done, pasted=pasted) and link.declared,
        selected=done == "opened",
        link_copied=done == LINK_COPIED,
        picture=picture_of(link.publication, link.language, on_card=link.on_card).shown,
        post=post,
        to_copy=networks.to_copy(link.channel, post),
        share_page=networks.share_page(
            link.channel, post, composer=current_app.config["SHARE_LINKEDIN_COMPOSER"]
        ),
        host=current_app.config["BASE_URL"].partition("://")[2],
        qr=Markup(qr.inline_svg(post.link, logo_on_pages())) if link.channel.is_printed else None,
    )


def _done(said: str, *, pasted: bool) -> bool:
    """Say whether nothing is left to press: what had to be copied is, what had to open is open."""
    return said in DONE and not (pasted and said == "opened")


@bp.get("/share/made/<uuid:link_id>/qr.svg")
@allowed(Permission.RELAY)
def qr_svg(link_id: UUID) -> ResponseReturnValue:
    """Send the QR code of a link, to print at any size."""
    link = queries.link_of(current_user, link_id)
    data = qr.svg(address_of(link), logo=logo_in_files())
    return code_file(data, "image/svg+xml", f"qr-{link.code}.svg")


@bp.get("/share/made/<uuid:link_id>/qr.png")
@allowed(Permission.RELAY)
def qr_png(link_id: UUID) -> ResponseReturnValue:
    """Send the QR code of a link, to post as a picture."""
    link = queries.link_of(current_user, link_id)
    data = qr.png(address_of(link), logo_in_files())
    return code_file(data, "image/png", f"qr-{link.code}.png")
