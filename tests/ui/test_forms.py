"""Fields: tied to their help and error, nothing typed is lost, optional ones are marked."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional


def offered(**labels: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class Sample(Form):
    name = StringField("Name", [InputRequired("Write your name."), Length(max=80)])
    start = StringField("Start", [Optional()], description="A month is enough.")
    email = EmailField("E-mail", [InputRequired("Write your e-mail.")])
    secret = PasswordField("Password", [InputRequired()])
    years = IntegerField("Years", [Optional()])
    why = TextAreaField("Why", [Optional()])
    team = SelectField("Team", choices=offered(data="Data", cloud="Cloud"))
    themes = SelectMultipleField("Themes", choices=offered(ai="AI", csr="CSR"))
    sees = RadioField("Sees", choices=offered(applied="Nothing more", stages="Stages"))
    told = BooleanField("Tell me")
    cv = FileField("CV", [InputRequired("Choose a file.")])


@pytest.fixture
def show(draw):
    def shown(name, form=None, **given):
        return draw("form.html", "field", (form or Sample())[name], **given)

    return shown


def refused(**typed):
    form = Sample(MultiDict(typed))
    form.validate()
    return form


@pytest.mark.parametrize("name", list(Sample()._fields))
def test_every_kind_of_field_has_a_name_that_is_read_aloud(show, name):
    page = show(name)
    control = page.select_one("input, select, textarea")

    named = page.select_one(f'label[for="{name}"], fieldset > legend')
    labelled = named or control.find_parent("label")

    assert labelled.get_text(strip=True)
    assert control["name"] == name


def test_help_and_error_are_read_with_their_field(show):
    page = show("email", refused(email=""), help="To answer you.")
    control = page.select_one("input")

    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "email-error email-help"
    assert page.select_one("#email-error").get_text() == "Write your e-mail."
    assert page.select_one("#email-help").get_text() == "To answer you."


def test_a_right_field_without_help_describes_nothing(show):
    control = show("name").select_one("input")

    assert not control.has_attr("aria-describedby")
    assert not control.has_attr("aria-invalid")


def test_what_is_optional_is_marked_and_what_is_required_is_not(show):
    assert "(optional)" in show("start").get_text()
    assert "(optional)" not in show("name").get_text()
    assert show("name").select_one("input").has_attr("required")


def test_the_description_of_a_field_is_its_help(show):
    assert show("start").select_one("#start-help").get_text() == "A month is enough."


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("name", '"><script>alert(1)</script>'),
        ("why", "two\nlines & <b>"),
        ("years", "not a number"),
    ],
)
def test_what_was_typed_comes_back_unchanged_and_harmless(show, name, typed):
    page = show(name, refused(**{name: typed}))
    control = page.select_one(f"#{name}")

    value = (
        control.get_text().removeprefix("\n") if control.name == "textarea" else control["value"]
    )

    assert value == typed
    assert not page.select("script")


def test_a_password_never_comes_back(show):
    assert not show("secret", refused(secret="hunter2")).select_one("input").has_attr("value")


def test_limits_of_the_field_are_counted_and_cut_nothing(show):
    box = show("name").select_one("input")

    assert box["data-limit"] == "80"
    assert not box.has_attr("maxlength")


def test_choices_made_come_back(show):
    form = Sample(
        MultiDict([("team", "cloud"), ("themes", "csr"), ("sees", "stages"), ("told", "y")])
    )

    assert show("team", form).select_one("option[selected]")["value"] == "cloud"
    assert show("themes", form).select_one("option[selected]")["value"] == "csr"
    assert show("sees", form).select_one("input[checked]")["value"] == "stages"
    assert (
        show("sees", form, **{"as": "segmented"}).select_one("input[checked]")["value"] == "stages"
    )
    assert show("told", form).select_one("input").has_attr("checked")


def test_a_radio_can_carry_a_sentence(show):
    page = show("sees", helps={"applied": "She only knows that you applied."})

    assert page.select_one("small").get_text() == "She only knows that you applied."


def test_a_file_already_received_is_kept_by_reference_and_no_longer_required(show):
    kept = {"name": "cv.pdf", "detail": "340 KB", "token": "signed"}

    page = show("cv", kept=kept)

    assert page.select_one('input[type="hidden"][name="cv_kept"]')["value"] == "signed"
    assert page.select_one('input[type="file"]')["aria-required"] == "false"
    assert show("cv").select_one('input[type="file"]')["aria-required"] == "true"


def test_the_summary_links_to_each_refused_field_and_takes_the_focus(draw):
    form = refused(secret="s", cv="x", team="data", sees="stages")

    page = draw("form.html", "error_summary", form)
    box = page.select_one('[role="alert"]')

    assert {link["href"] for link in page.select("a")} == {"#name", "#email"}
    assert box.h2.get_text() == "2 answers need another look"
    assert box.has_attr("autofocus")
    assert box["tabindex"] == "-1"


def test_one_refusal_is_said_in_the_singular(draw):
    form = refused(name="Lina", email="l@example.org", secret="s", cv="x", sees="stages", team="x")

    title = draw("form.html", "error_summary", form).h2.get_text()

    assert title == "One answer needs another look"


def test_an_error_of_the_whole_form_is_said_without_a_link(draw):
    page = draw("form.html", "error_summary", [("", "This opening has just closed.")])

    assert page.select_one("li").get_text() == "This opening has just closed."
    assert not page.select("a")


def test_a_right_form_has_no_summary(draw):
    assert draw("form.html", "error_summary", Sample()).get_text(strip=True) == ""


def test_a_form_carries_its_token_unless_it_is_public(draw):
    private = draw("form.html", "form_to", "/x", body="")
    public = draw("form.html", "form_to", "/x", csrf=False, body="")

    assert private.select_one('input[name="csrf_token"]')["value"]
    assert not public.select("input")
