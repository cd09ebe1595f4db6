"""Applications as recruiters meet them, and what their pages say."""

from datetime import timedelta

from bs4 import BeautifulSoup

from app.attribution.deciding.decide import decide_candidate
from app.core import clock
from app.core.database import db
from app.hiring.applying import cv_reading
from app.hiring.models import Application
from tests.factories.hiring import make_application


def names_in(response) -> list[str]:
    page = BeautifulSoup(response.data, "html.parser")
    return [each.text for each in page.select("table.cands td .name a")]


def toasts_in(response) -> str:
    page = BeautifulSoup(response.data, "html.parser")
    return page.select_one("#toasts").get_text(" ", strip=True)


def made(name: str, *, days: int = 1, read: bool = False, **values) -> Application:
    application = make_application(name=name, now=clock.now() - timedelta(days=days), **values)
    if read:
        cv_reading.read_cv(application, now=clock.now())
    decide_candidate(application.candidate_id, now=clock.now())
    db.session.commit()
    return application
