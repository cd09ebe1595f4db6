"""One tokeniser for the text and for the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text.tokens import LONGEST_WORD, MOST_TERMS, Term, question, tokens


def words(text: str) -> set[str]:
    return {token.word for token in tokens(text)}


def finds(asked: str, text: str) -> bool:
    """Whether a question finds a text, letter by letter: stems are PostgreSQL's."""
    held = words(text)
    terms = question(asked)
    assert terms, f"{asked!r} asks for nothing"
    return all(
        any(all(word in held for word in choice) for choice in term.choices) for term in terms
    )


LISTED = "Node.js, Vue.js, CI/CD, Java/Kotlin, ASP.NET, C++, R&D, T-SQL et TCP/IP (802.11ac)."


@pytest.mark.parametrize(
    "asked",
    ["Node.js", "node", "JS", "nodejs", "Node JS", ".js", "CI/CD", "ci cd", "CICD", "CI-CD", "Java",
     "Kotlin", "java/kotlin", "Kotlin Java", "ASP.NET", ".NET", "asp net", "dotnet", "c++", "cpp",
     "R&D", "r & d", "T-SQL", "tsql", "T SQL", "sql", "TCP/IP", "tcp", "ip", "802.11ac",
     "Ｃ＋＋", "Node.js/Vue.js", "“CI/CD”"],
)  # fmt: skip
def test_every_name_that_can_be_read_is_found_alone_or_with_its_neighbour(asked: str) -> None:
    assert finds(asked, LISTED)


@pytest.mark.parametrize(
    "asked", ["C", "R", "D", "c#", "F#", "T", "Go", "scala", "802.15", "java/scala", "Q&A", "RD"]
)
def test_a_name_is_not_found_in_one_that_only_resembles_it(asked: str) -> None:
    assert not finds(asked, LISTED)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("C", "Langages : C, R et Go", True),
        ("R", "Langages : C, R et Go", True),
        ("go", "Langages : C, R et Go", True),
        ("golang", "Langages : C, R et Go", True),
        ("C", "C/C++ embarqué", True),
        ("C++", "C/C++ embarqué", True),
        ("C#", "C#/.NET", True),
        ("c#", "C♯", True),
        (".NET", "C#/.NET", True),
        (".net", "un salaire net", False),
        ("C", "C’est ici", False),
        ("d", "l’équipe d’accueil", False),
        ("Objective C", "Objective-C", True),
        ("front end", "frontend", True),
        ("front-end", "Front end", True),
        ("frontend", "front-end", True),
        ("C++", "On écrit du **C++**, du `.NET`", True),
        (".NET", "On écrit du **C++**, du `.NET`", True),
        ("C++", "C\\+\\+17", True),
        ("équipe", "l’équipe", True),
        ("équipe", "d'équipe, qu´équipe", True),
        ("O'Brien", "Pat O’Brien", True),
        ("obrien", "Pat O’Brien", True),
        ("aujourd'hui", "aujourd’hui", True),
        ("company", "the company’s", True),
        ("développeur", "déve\u00adlop\u00ad\npeur", True),
        ("développeur", "dévelop-\npeur", True),
        ("bac+5", "Niveau Bac +5", True),
        ("Bac +5", "Bac+5", True),
        ("back-end", "back‑end", True),
        ("HTML/CSS", "HTML/CSS/JS", True),
        ("zoe@example.org", "Écrire à zoe@example.org.", True),
        ("IT", "Responsable IT", True),
        ("it", "Responsable IT", True),
        ("IT", "it works", False),
        ("ai", "AI Engineer", True),
        ("ai", "J’ai un doute", False),
        ("Responsable IT", "RESPONSABLE IT", True),
        ("CHEF DE PROJET", "Chef projet", True),
    ],
)
def test_signs_letters_and_apostrophes(asked: str, text: str, found: bool) -> None:
    assert finds(asked, text) is found


@pytest.mark.parametrize("written", ["0612345678", "06.12.34.56.78", "06 12 34 56 78",
    "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "06-12-34-56-78", "06/12/34/56/78",
    "06\u202f12\u202f34\u202f56\u202f78", "0033612345678"])  # fmt: skip
@pytest.mark.parametrize(
    "asked", ["0612345678", "06 12 34 56 78", "+33612345678", "06.12.34.56.78"]
)
def test_a_telephone_number_is_found_by_its_figures(asked: str, written: str) -> None:
    assert finds(asked, f"Zoé Lambert, tél : {written} – Nantes")
    assert not finds(asked, "Tél. 06 12 34 56 79")


@pytest.mark.parametrize(
    ("written", "masculine", "feminine"),
    [
        *(
            (form, "développeur", "développeuse")
            for form in ("développeur·se", "développeur·euse", "développeur/euse",
                         "développeur(se)", "développeur-euse", "développeur.euse",
                         "développeur•euse", "développeur∙se", "développeur*euse",
                         "développeur_euse", "DÉVELOPPEUR(EUSE)")
        ),
        ("développeurs·ses", "développeurs", "développeuses"),
        ("développeur·se·s", "développeurs", "développeuses"),
        ("ingénieur·e", "ingénieur", "ingénieure"),
        ("ingénieur(e)s", "ingénieurs", "ingénieures"),
        ("ingénieur.e.s", "ingénieurs", "ingénieures"),
        ("chargé-e-s", "chargés", "chargées"),
        ("directeur·rice", "directeur", "directrice"),
        ("directeurs/trices", "directeurs", "directrices"),
        ("technicien·ne", "technicien", "technicienne"),
        ("technicien(enne)", "technicien", "technicienne"),
        ("chef·fe", "chef", "cheffe"),
        ("conseiller·ère", "conseiller", "conseillère"),
        ("infirmier/ière", "infirmier", "infirmière"),
        ("sportif·ve", "sportif", "sportive"),
        ("créatif.ive", "créatif", "créative"),
        ("heureux·se", "heureux", "heureuse"),
        ("heureux·euse", "heureux", "heureuse"),
        ("professionnel·le", "professionnel", "professionnelle"),
        ("professionnel(elle)", "professionnel", "professionnelle"),
        ("nouveau·elle", "nouveau", "nouvelle"),
        ("commercial·e", "commercial", "commerciale"),
        ("maître·sse", "maître", "maîtresse"),
        ("public·que", "public", "publique"),
        ("alternant⋅e", "alternant", "alternante"),
    ],
)  # fmt: skip
def test_inclusive_writing_is_found_by_either_gender(
    written: str, masculine: str, feminine: str
) -> None:
    text = f"Nous cherchons un·e {written} confirmé·e"

    assert finds(masculine, text)
    assert finds(feminine, text)
    assert finds("confirmée", text)
    assert finds(written, f"Une {feminine}")
    assert finds(written, f"Un {masculine}")


@pytest.mark.parametrize(
    "asked", ["", "  ", "%", "_", "' \"", "…", "-", "+", "notre", "Même", "meme", "the", "de la",
              "with our", "où", "à", "L’", "\x00", "\u00ad", "🙂", "(", "&", "««»»"]
)  # fmt: skip
def test_a_question_that_comes_down_to_nothing_has_no_term(asked: str) -> None:
    assert [term for term in question(asked) if term.typed.casefold() != "l"] == []


def test_an_accent_tells_a_word_that_says_something_from_one_that_does_not() -> None:
    assert [term.typed for term in question("été ete thé sûr")] == ["été", "ete", "thé", "sûr"]


def test_words_in_quotes_follow_one_another_and_a_minus_excludes() -> None:
    assert question('"chef de projet" -java') == (
        Term("chef de projet", phrase=(("chef", 0), ("projet", 2))),
        Term("java", (("java",),), absent=True),
    )
    assert question("Lyon - Java")[1].absent is False


def test_places_follow_the_words_so_that_phrases_are_found() -> None:
    places = {token.word: token.place for token in tokens("chef de projet CI/CD senior")}

    assert (places["chef"], places["projet"], places["ci"], places["senior"]) == (1, 3, 4, 6)


@given(st.text())
def test_any_text_is_cut_and_finds_itself(text: str) -> None:
    for token in tokens(text):
        assert token.word
        assert len(token.word) <= LONGEST_WORD
        assert token.place > 0
    assert len(question(text)) <= MOST_TERMS


@given(st.lists(st.from_regex(r"[a-zà-öø-ý]{3,12}", fullmatch=True), min_size=1, max_size=6))
def test_every_word_of_a_text_is_found_however_words_are_joined(written: list[str]) -> None:
    for sign in (" ", "/", ", ", "&", "_"):
        for word in written:
            if question(word):
                assert finds(word, sign.join(written))
