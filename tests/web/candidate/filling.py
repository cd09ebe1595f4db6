"""Fill in the application form as a browser would."""

from io import BytesIO

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.core.database import db
from app.web.site.addresses import apply_path
from tests.factories.hiring import pdf_bytes

OURS = {"Sec-Fetch-Site": "same-origin"}


def form_of(response) -> dict[str, str]:
    """What a browser would send back with the form as it stands."""
    form = BeautifulSoup(response.data, "html.parser").select_one("main form")
    fields = {}
    for control in form.select("input[name], textarea[name]"):
        kind = control.get("type")
        if kind == "file" or (kind == "radio" and not control.has_attr("checked")):
            continue
        value = (
            control.text.removeprefix("\n")
            if control.name == "textarea"
            else control.get("value", "")
        )
        fields[control["name"]] = value
    return fields


def filled(response, **changes):
    typed = {"name": "Lina Haddad", "email": "lina@courriel.example"}
    cv = (BytesIO(pdf_bytes()), "CV Lina.pdf")
    return form_of(response) | typed | {"cv": cv} | changes


def errors_in(response) -> str:
    summary = BeautifulSoup(response.data, "html.parser").select_one(".notice.danger")
    return summary.get_text(" ", strip=True) if summary else ""


def direct(app, opening, language: str = "fr") -> str:
    with app.test_request_context():
        return apply_path(opening, language)


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))
