"""What the company asks of relays: to say whom one works for, and which words to leave out."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.text.clean import tidy_line
from app.people import organisation as verbs
from app.people.permissions import Permission
from app.sharing.words import forbidden
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import DisclosureForm, ForbiddenWordsForm, TakesQuestionsForm

SENTENCES = ("disclosure_fr", "disclosure_en")


@bp.get("/admin/relays")
@allowed(Permission.MANAGE_ORGANISATION)
def relaying() -> ResponseReturnValue:
    """Show what is said with each relay, and the words that are forbidden."""
    return _page(DisclosureForm(obj=verbs.current_organisation()), ForbiddenWordsForm())


@bp.post("/admin/relays")
@allowed(Permission.MANAGE_ORGANISATION)
def disclose() -> ResponseReturnValue:
    """Change what is said with each relay from now on."""
    form = DisclosureForm()
    if form.validate_on_submit():
        with transaction():
            changed = verbs.the_organisation(now=clock.now())
            texts = {name: tidy_line(form[name].data) for name in SENTENCES}
            verbs.describe(changed, texts, by=current_user)
            verbs.disclose(changed, form.discloses.data, by=current_user)
        flash(_("Saved: relays say so from now on."))
        return redirect(url_for(".relaying"))
    return _page(form, ForbiddenWordsForm(formdata=None)), 422


@bp.post("/admin/relays/questions")
@allowed(Permission.MANAGE_ORGANISATION)
def take_questions() -> ResponseReturnValue:
    """Let visitors put questions to ambassadors, or not."""
    form = TakesQuestionsForm()
    if form.validate_on_submit():
        with transaction():
            company = verbs.the_organisation(now=clock.now())
            verbs.take_questions(company, form.takes_questions.data, by=current_user)
        flash(_("Saved: it holds on every page now."))
    return redirect(url_for(".relaying"))


@bp.post("/admin/relays/words")
@allowed(Permission.MANAGE_ORGANISATION)
def forbid() -> ResponseReturnValue:
    """Forbid words, or give another reason for them."""
    form = ForbiddenWordsForm()
    if form.validate_on_submit():
        try:
            with transaction():
                forbidden.forbid(
                    form.words.data,
                    form.reason_fr.data,
                    form.reason_en.data,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted: whoever writes them reads why."))
            return redirect(url_for(".relaying"))
    kept = verbs.current_organisation()
    return _page(DisclosureForm(formdata=None, obj=kept), form), 422


@bp.post("/admin/relays/words/<uuid:words_id>/delete")
@allowed(Permission.MANAGE_ORGANISATION)
def allow(words_id: UUID) -> ResponseReturnValue:
    """Forbid words no longer."""
    with transaction():
        forbidden.allow(words_id, by=current_user, now=clock.now())
    return redirect(url_for(".relaying"))


def _page(form: DisclosureForm, words: ForbiddenWordsForm) -> str:
    kept = verbs.current_organisation()
    return render_template(
        "admin/relaying.html",
        form=form,
        words=words,
        questions=TakesQuestionsForm(formdata=None, obj=kept),
        ours={each: verbs.our_disclosure(kept, each) for each in ("fr", "en")},
        forbidden=forbidden.all_forbidden(),
    )
