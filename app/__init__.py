"""Relais: openings and stories relayed by employees, every application credited with its proof."""

from types import ModuleType

from flask import Flask

from app.core.services import embedded
from app.core.services.private import with_secret
from config import ROOT, Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application. Reads like a table of contents; opens no connection.

    config: the settings; read from the environment when None
    """
    config = with_secret(embedded.with_addresses(config or Config.from_environment()))
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.config.from_mapping(config.for_flask())
    bind_services(app)
    bind_pages(app)
    subscribe_domains()
    register_pages(app)
    register_commands(app)
    forgive_glued_links(app)
    read_bodies_first(app)
    put_tracked_links_first(app)
    return app


def bind_services(app: Flask) -> None:
    """Bind what stands below every page and job: logs, database, queue, files, languages."""
    from app.core import database, i18n, jobs
    from app.core.i18n import catalogues
    from app.core.services import logs, migrations

    logs.configure(app.config["LOG_LEVEL"])
    logs.init_app(app)
    database.db.init_app(app)
    database.init_app(app)
    migrations.init_app(app)
    jobs.queue.init_app(app)
    catalogues.init_app(app)
    i18n.init_app(app)


def bind_pages(app: Flask) -> None:
    """Bind what every request passes through."""
    from app.core import headers
    from app.extensions import compress, csrf, limiter
    from app.people.entrance import sessions
    from app.web import assets, context, error_pages, prose, proxies

    proxies.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    sessions.init_app(app)
    assets.init_app(app)
    headers.init_app(app)
    error_pages.init_app(app)
    prose.init_app(app)
    app.context_processor(context.of_page)


def subscribe_domains() -> None:
    """Say who hears of which activity, who writes the mails asked for, who answers for /readyz."""
    from app.attribution.deciding import decide
    from app.attribution.ledger import receipts, signing_key
    from app.core import activity
    from app.core.mail import asked
    from app.core.services import background, doctor, health
    from app.hiring.applying import cv_reading, status_page
    from app.people import invite
    from app.people.entrance import sign_in
    from app.publishing.alerts import ask
    from app.publishing.events import aftermath, rsvp
    from app.sharing.cards import orders
    from app.sharing.telling import recalled
    from app.tracking import health as of_links
    from app.tracking import relays

    activity.subscribe(invite.mail_invitation, "person.invited")
    activity.subscribe(relays.declare_relay, "link.created")
    activity.subscribe(receipts.give_for, "link.created")
    activity.subscribe(rsvp.on_corrected, "story.corrected")
    activity.subscribe(rsvp.on_ended, "story.archived", "story.recalled")
    activity.subscribe(rsvp.on_restored, "story.restored")
    activity.subscribe(aftermath.on_published, "story.published", "story.restored")
    activity.subscribe(recalled.tell_relayers, *recalled.TOLD_OF)
    activity.subscribe(receipts.give_for_recommendation, "recommendation.sent")
    activity.subscribe(
        orders.on_publication,
        *("opening.published", "opening.corrected", "opening.reopened", "opening.restored"),
        *("story.published", "story.corrected", "story.restored"),
    )
    activity.subscribe(orders.on_organisation, "organisation.changed")
    activity.subscribe(orders.on_renamed, "team.changed", "place.changed")
    activity.subscribe(orders.on_person, "person.changed")
    activity.subscribe(orders.on_link, "link.created")
    activity.subscribe(cv_reading.on_submitted, "application.submitted", "application.cv_sent")
    activity.subscribe(decide.decide_again, *decide.DECIDES_AGAIN)
    asked.answer_by(
        sign_in=sign_in.send_sign_in_link,
        reset=sign_in.send_reset,
        status=status_page.send_links,
        alert=ask.answer_asked,
    )
    health.register(
        database=health.database,
        redis=health.redis,
        migrations=health.schema,
        journal=of_links.journal,
        landing_pages=of_links.landing_pages,
        loader=of_links.loader,
        scheduler=background.scheduler,
        worker=background.worker,
        queue=background.waiting,
        mail=background.mail,
    )
    doctor.register(signatures=signing_key.look_at)


def register_pages(app: Flask) -> None:
    """Register the pages, surface by surface; every module of pages stands in one of two lists."""
    for surface in (*pages_for_everyone(), *pages_of_staff()):
        app.register_blueprint(surface[0].bp)


def pages_for_everyone() -> tuple[tuple[ModuleType, ...], ...]:
    """Return the modules of what candidates and anyone else meet."""
    from app.web import media
    from app.web.account import account, invitation, notifications, openid, reset, sign_in
    from app.web.account import charter as own_charter
    from app.web.candidate import apply, consent, status
    from app.web.installed import icons, manifest, received
    from app.web.site import (
        among,
        home,
        openings,
        publications,
        stories,
        teams,
        texts,
        through_links,
    )
    from app.web.site.alerts import answering, asking
    from app.web.site.asking import ambassadors, ask, asker
    from app.web.site.events import listing, rsvp
    from app.web.site.machines import embedded, feeds, jobs_xml, openings_index, sitemap, widget
    from app.web.site.pages import share_pictures

    return (
        (media,),
        (
            *(home, openings, among, stories, publications, share_pictures, teams, texts),
            *(through_links, rsvp, listing),
            *(feeds, sitemap, jobs_xml, embedded, widget, openings_index, asking, answering),
            *(ambassadors, ask, asker),
        ),
        (apply, consent, status),
        (manifest, icons, received),
        (sign_in, openid, invitation, reset, account, notifications, own_charter),
    )


def pages_of_ambassadors() -> tuple[ModuleType, ...]:
    """Return the modules of what those who relay meet."""
    from app.web.ambassador import credits as own_credits
    from app.web.ambassador import declarations, hub, kit, made, receipts, recommend, relays
    from app.web.ambassador.asked import questions
    from app.web.ambassador.asked import settings as ask_settings
    from app.web.ambassador.contacts import know
    from app.web.ambassador.sharing import export, later, own, poster, sent, told

    return (
        hub,
        kit,
        made,
        sent,
        poster,
        own,
        export,
        later,
        told,
        relays,
        recommend,
        know,
        declarations,
        questions,
        ask_settings,
        own_credits,
        receipts,
    )


def pages_of_staff() -> tuple[tuple[ModuleType, ...], ...]:
    """Return the modules of what people with an account meet."""
    from app.web.admin import (
        brand,
        charter,
        chats,
        first_steps,
        invitations,
        organisation,
        people,
        people_export,
        process,
        relaying,
        settings,
        teams,
    )
    from app.web.campaigns import calendar, launching
    from app.web.campaigns import views as campaigns
    from app.web.imports import feeds as sources
    from app.web.imports import matching
    from app.web.imports import views as imports
    from app.web.operations import clicks, components, health, jobs, outbox
    from app.web.programme import appeals, policy, programme, reports
    from app.web.recruiting import (
        agency_claims,
        application,
        applications,
        contacts,
        credits,
        merge,
        typed_names,
    )
    from app.web.writing import views as writing
    from app.web.writing.starting import page_elsewhere, texts, usual

    return (
        pages_of_ambassadors(),
        (applications, application, merge, typed_names, agency_claims, contacts, credits),
        (writing, texts, usual, page_elsewhere),
        (campaigns, launching, calendar),
        (imports, sources, matching),
        (programme, policy, appeals, reports),
        (
            settings,
            people,
            people_export,
            teams,
            organisation,
            brand,
            charter,
            chats,
            process,
            relaying,
            invitations,
            first_steps,
        ),
        (health, jobs, outbox, clicks, components),
    )


def register_commands(app: Flask) -> None:
    """Register the commands of `flask`."""
    from app.attribution.cli import attribution, ledger, receipt
    from app.core.i18n.catalogues import translations
    from app.demo.cli import demo
    from app.people.cli import people
    from app.publishing.feeds.cli import openings
    from app.sharing.cli import share
    from app.tracking.cli import clicks
    from app.web.operations.cli import doctor

    for command in (
        translations,
        people,
        share,
        clicks,
        attribution,
        ledger,
        receipt,
        openings,
        demo,
        doctor,
    ):
        app.cli.add_command(command)


def forgive_glued_links(app: Flask) -> None:
    """Read the links of our mails without what mail programs glued to them."""
    from app.web import glued

    glued.forgive_signed_links(app)


def read_bodies_first(app: Flask) -> None:
    """Call Flask only once the whole request is there, so that slow clients hold up nobody."""
    from app.core.services import bodies

    bodies.put_before_pages(app)


def put_tracked_links_first(app: Flask) -> None:
    """Answer /r/<code> from memory before Flask's own routing."""
    from app.tracking.front import front
    from app.web.site.landing import SiteRenderer

    front.put_first(app, SiteRenderer())
