"""CVs: real PDFs of one page, that the product's own check takes."""

from datetime import date

import pypdfium2

from app.demo import cvs
from app.demo.chance import chance
from app.demo.content import company
from app.hiring.applying.cv import CvFormat, check_cv

PROFILES = company().candidates.profiles


def imagined(number: int, sex: str = "f") -> cvs.Cv:
    return cvs.imagine(
        "Maëlle Rivoal",
        sex=sex,
        email="maelle.rivoal@courriel.example",
        place="Nantes",
        profile=PROFILES[number % len(PROFILES)],
        today=date(2026, 11, 23),
        chance=chance("test", number),
    )


def test_a_printed_cv_is_one_page_with_the_words_on_it():
    cv = imagined(0)

    (printed,) = cvs.print_all([cv])

    pages = pypdfium2.PdfDocument(printed)
    assert len(pages) == 1
    words = pages[0].get_textpage().get_text_bounded()
    for wanted in (cv.name, cv.email, cv.posts[0].employer):
        assert wanted in words


def test_the_check_of_uploads_takes_a_printed_cv(app):
    (printed,) = cvs.print_all([imagined(1)])

    assert check_cv(printed, "cv.pdf").format is CvFormat.PDF


def test_careers_run_backwards_without_a_gap_and_end_today():
    for number in range(40):
        years = [post.years for post in imagined(number).posts]
        assert years[0].endswith("aujourd’hui")
        begins = [each.split(" – ")[0] for each in years]
        ends = [each.split(" – ")[1] for each in years]
        assert ends[1:] == begins[:-1]


def test_cvs_come_back_in_the_order_they_were_given():
    wanted = [imagined(number) for number in range(5)]

    printed = cvs.print_all(wanted)

    for cv, pdf in zip(wanted, printed, strict=True):
        text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
        assert cv.phone in text
