"""What people typed stays text, wherever a sentence carries it."""

import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from flask_babel import force_locale, lazy_gettext, lazy_ngettext
from markupsafe import Markup, escape
from wtforms import Form, StringField
from wtforms.validators import ValidationError

from app.core.i18n.catalogues import folder_of

TAG = "<meta http-equiv=refresh content='0;url=https://evil.example/'>"
PLACE = re.compile(r"%\((\w+)\)([sd])")


def sentences() -> list[tuple[str, ...]]:
    """Return every message that carries something, with its plural if it has one."""
    found = []
    for path in sorted(folder_of("fr").glob("*.po")):
        with path.open("rb") as opened:
            for message in read_po(opened):
                words = message.id if isinstance(message.id, tuple) else (message.id,)
                if message.id and any(PLACE.search(each) for each in words):
                    found.append(tuple(words))
    return found


def lazily(words: tuple[str, ...]):
    """Return a lazy sentence with a tag in every place that takes a text."""
    values = {
        name: TAG if kind == "s" else 2 for each in words for name, kind in PLACE.findall(each)
    }
    if len(words) == 1:
        return lazy_gettext(words[0], **values)
    values.pop("num", None)
    return lazy_ngettext(words[0], words[1], 2, **values)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_turns_what_it_carries_into_a_tag(app: Flask, language: str):
    all_ = sentences()
    assert len(all_) > 100

    with app.test_request_context(), force_locale(language):
        drawn = {
            words: render_template_string('<p title="{{ s }}">{{ s }}</p>', s=lazily(words))
            for words in all_
        }

    assert [words for words, page in drawn.items() if TAG[:5] in page] == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ s }}",
        "{{ s|upper }}",
        "{{ '%s'|format(s) }}",
        "{{ _('Hello %(n)s', n=s) }}",
        "{{ [s]|join(', ') }}",
    ],
)
def test_a_lazy_constant_with_a_sign_of_html_is_text(app: Flask, template: str):
    constant = lazy_gettext("Zoé Lambert <zoe@ormelune.example>.")

    with app.test_request_context():
        page = render_template_string(template, s=constant)

    assert "<zoe" not in page.lower()
    assert "&lt;zoe@ormelune.example&gt;" in page.lower()


def test_labels_errors_and_markup_escape_a_lazy_sentence(app: Flask):
    sentence = lazy_gettext("“%(name)s” is empty. Choose the file again.", name=TAG)

    class Sent(Form):
        cv = StringField(sentence, description=sentence)

        def validate_cv(self, _field: StringField) -> None:
            raise ValidationError(sentence)

    with app.test_request_context():
        form = Sent()
        form.validate()
        drawn = [
            str(form.cv.label()),
            render_template_string("{{ e }}{{ d }}", e=form.cv.errors[0], d=form.cv.description),
            str(Markup("<b>{}</b>").format(sentence)),
            str(Markup("<b>%s</b>") % sentence),
            str(escape(sentence)),
        ]

    assert all("&lt;meta" in each and "<meta" not in each for each in drawn)
