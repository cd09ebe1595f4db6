"""Components: what a screen reader hears, what works without script, what the policy forbids."""

import re
from pathlib import Path

import pytest

from app.core.pagination import Page
from config import ROOT

REFERENCE = ROOT / "docs" / "design-system.md"
MACRO_FILES = sorted((ROOT / "templates" / "ui").glob("*.html"))
MAILS = re.compile(r"/mail/|/mail\.html")  # a mail carries its style in its tags
PAGES = [
    path for path in sorted((ROOT / "templates").rglob("*.html")) if not MAILS.search(str(path))
]
FORBIDDEN = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|javascript:|<script(?! src=| type="application/ld\+json")"""
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_page_carries_a_style_or_a_script_of_its_own(path: Path):
    assert not FORBIDDEN.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MACRO_FILES, ids=lambda path: path.name)
def test_every_macro_is_described_in_its_file_and_in_the_reference(path: Path):
    source = path.read_text(encoding="utf-8")
    reference = REFERENCE.read_text(encoding="utf-8")

    macros = re.findall(r"macro ([a-z]\w*)\(", source)

    assert source.startswith("{#")
    assert [name for name in macros if not re.search(rf"\b{name}\(", reference)] == []


def test_a_button_with_an_address_is_a_link_and_without_one_a_submit(draw):
    assert draw("button.html", "button", "Go", href="/x").a["href"] == "/x"
    assert draw("button.html", "button", "Go").button["type"] == "submit"


def test_an_icon_button_says_its_label(draw):
    page = draw("button.html", "icon_button", "Copy the link", "link")

    assert page.button["aria-label"] == "Copy the link"
    assert page.svg["aria-hidden"] == "true"


def test_a_button_that_acts_is_a_form_with_its_fields_and_its_token(draw):
    page = draw("button.html", "post_button", "/move", "Move", fields={"stage": "interview"})

    assert (page.form["method"], page.form["action"]) == ("post", "/move")
    assert page.select_one('input[name="stage"]')["value"] == "interview"
    assert page.select_one('input[name="csrf_token"]')["value"]


def test_a_label_is_escaped(draw):
    assert draw("button.html", "button", "<b>&").button.get_text() == "<b>&"


def test_a_state_is_a_word_with_an_icon_and_not_only_a_colour(draw):
    status = draw("status.html", "status", "Hired", "success")
    grade = draw("status.html", "grade", 2, "Preview seen")

    assert (status.get_text(), bool(status.svg)) == ("Hired", True)
    assert (grade.get_text(), len(grade.select("circle.on"))) == ("Preview seen", 2)


def test_initials_have_one_colour_for_one_name_and_are_not_read_aloud(draw):
    first, second = (draw("picture.html", "avatar", "Zoé Lambert").span for _ in range(2))

    assert first == second
    assert first.get_text() == "ZL"
    assert first["aria-hidden"] == "true"


@pytest.mark.parametrize("name", ["", "  ", "Zoé", "李 小龙", "Jean-Luc de la Tour"])
def test_any_name_has_a_colour(draw, name):
    page = draw("picture.html", "avatar", name)

    assert re.search(r"\btone-[1-8]\b", " ".join(page.span["class"]))


def test_a_photo_says_nothing_that_the_name_beside_it_says_already(draw):
    page = draw("picture.html", "who", "Zoé Lambert", "Data engineer", photo_url="/zoe.webp")

    assert page.img["alt"] == ""
    assert page.strong.get_text() == "Zoé Lambert"


def test_a_sorted_column_says_so_and_a_column_of_acts_is_only_spoken(draw):
    columns = [
        {"label": "Name", "sort": "?sort=name", "sorted": "descending"},
        {"label": "Act", "hidden": True},
    ]

    page = draw("list.html", "table", "People", columns, body="")

    assert page.caption.get_text() == "People"
    assert page.select_one("th")["aria-sort"] == "descending"
    assert page.select_one("th .sr").get_text() == "Act"


def test_a_table_that_scrolls_can_be_reached_by_keyboard(draw):
    page = draw("list.html", "table", "People", [], as_cards=False, body="")

    assert page.select_one('[role="region"][tabindex="0"]')["aria-label"] == "People"


@pytest.mark.parametrize(
    ("number", "shown", "links"),
    [
        (1, "1 to 50 of 1,118", ["?q=a&page=2"]),
        (2, "51 to 100 of 1,118", ["?q=a&page=1", "?q=a&page=3"]),
        (23, "1,101 to 1,118 of 1,118", ["?q=a&page=22"]),
    ],
)
def test_the_pager_turns_one_page_and_keeps_the_filters(draw, number, shown, links):
    page = Page(items=[], number=number, per_page=50, total=1118)

    drawn = draw("list.html", "pager", page, "?q=a&page={page}")

    assert drawn.p.get_text() == shown
    assert [link["href"] for link in drawn.select("a")] == links


def test_what_can_be_undone_carries_its_form(draw):
    undone = {"text": "Moved.", "undo_action": "/undo", "undo_fields": {"id": "7"}}

    page = draw("overlay.html", "toasts", [("message", undone), ("success", "Kept.")])

    assert page.select_one('[role="status"]')["aria-live"] == "polite"
    assert page.form["action"] == "/undo"
    assert page.select_one('input[name="id"]')["value"] == "7"
    assert [toast.p.get_text() for toast in page.select(".toast")] == ["Moved.", "Kept."]


def test_the_opener_of_a_dialog_leads_to_a_page_when_there_is_no_script(draw):
    page = draw("overlay.html", "dialog_opener", "Erase", "erase", "/erase")

    assert (page.a["href"], page.a["data-dialog"]) == ("/erase", "erase")


def test_the_referrer_is_kept_unless_the_candidate_says_otherwise(draw):
    page = draw("referrer.html", "attach", "Zoé")

    assert page.select_one("input[checked]")["value"] == "keep"


def test_a_name_that_nobody_bears_comes_back_with_its_reason(draw):
    page = draw("referrer.html", "attach", "Zoé", "change", "Malik", ["No one of this name."])

    assert page.select_one("input[checked]")["value"] == "change"
    assert page.select_one("#named")["value"] == "Malik"
    assert page.select_one("#named")["aria-describedby"] == "named-error named-help"
    assert page.select_one("#named-error").get_text() == "No one of this name."


def test_each_proof_says_which_way_it_speaks(draw):
    proofs = [
        {"text": "a visit", "mark": "for"},
        {"text": "an old one", "mark": "against"},
        {"text": "no agency", "mark": "nothing"},
    ]

    page = draw("credit.html", "proof", "What proves it", proofs)

    words = ["Proves it: a visit", "Set aside: an old one", "Nothing found: no agency"]
    assert [item.p.get_text() for item in page.select("li")] == words


def test_facts_without_a_value_are_left_out(draw):
    items = [
        {"icon": "wallet", "term": "Salary", "value": None},
        {"icon": "users", "term": "Team", "value": "Data"},
    ]

    assert [term.get_text() for term in draw("list.html", "facts", items).select("dt")] == ["Team"]


def test_counts_are_written_as_the_language_writes_them(draw):
    assert draw("share.html", "share_count", 2540, 3000).p.get_text() == "2,540 of 3,000"


def test_a_text_over_the_limit_is_marked(draw):
    assert "over" in draw("share.html", "share_count", 301, 300).p["class"]


def test_figures_say_where_they_come_from(draw):
    page = draw("figure.html", "figure", "143", "visits", origin_kind="observed")

    assert page.select_one(".origin").get_text() == "observed"


def test_an_unfinished_part_links_to_its_field_and_a_finished_one_says_so(draw):
    items = [{"label": "A closing date", "href": "#closes"}, {"label": "Title", "done": True}]

    page = draw("notice.html", "missing", items, "One part is missing")

    assert page.a["href"] == "#closes"
    assert page.select("li")[1].get_text(strip=True) == "Title(done)"
