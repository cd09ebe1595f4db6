"""Tables are read as spreadsheets and people write them."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from app.publishing.feeds.formats import FORMATS, read_document
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import UnreadableFeed
from app.publishing.feeds.tables.csv_file import best_separator, decode
from app.publishing.feeds.tables.headers import HEADERS, field_of
from app.publishing.feeds.tables.rows import sources_of
from tests.publishing.feeds.tables.workbooks import workbook


def read(data, **defaults):
    data = data.encode() if isinstance(data, str) else data
    return read_found(sources_of(data), Defaults(**defaults))


def only(data):
    [opening] = read(data).openings
    return opening


def codes(reading):
    return [(each.code, each.row, each.column) for each in reading.problems]


HEADED = [
    ("Réf.", "external_id"), ("RÉFÉRENCE", "external_id"), ("Identifiant", "external_id"),
    ("Job ID", "external_id"), ("jobId", "external_id"), ("N° offre", "external_id"),
    ("n°\u00a0offre", "external_id"),
    ("Titre", "title"), ("Intitulé", "title"), ("Intitulé du poste", "title"), ("Poste", "title"),
    ("Title", "title"), ("Job title", "title"), ("Titre (H/F)", "title"),
    ("Description", "body"), ("Job description", "body"), ("Description du poste", "body"),
    ("Descriptif", "body"), ("Missions", "body"), ("Profil", "profile"),
    ("Profil recherché", "profile"),
    ("Équipe", "team"), ("Service", "team"), ("Department", "team"), ("Département", ""),
    ("Lieu", "place"), ("Lieu de travail", "place"), ("Localisation", "place"), ("Site", "place"),
    ("Ville", "place"), ("City", "place"), ("Location", "place"), ("Code postal", "postal_code"),
    ("Pays", "country"), ("Country", "country"),
    ("Contrat", "contract"), ("Type de contrat", "contract"), ("Contract", "contract"),
    ("Employment type", "contract"), ("Temps de travail", "schedule"),
    ("Télétravail", "remote"), ("Remote", "remote"), ("Remote days", "remote_days"),
    ("Salaire", "salary"), ("Rémunération", "salary"), ("Salary", "salary"),
    ("Salaire (brut annuel)", "salary"), ("Salaire brut annuel", "salary_year"),
    ("Salaire brut annuel (€)", "salary_year"),
    ("Salaire min", "salary_min"), ("Salary min", "salary_min"), ("Salaire max.", "salary_max"),
    ("Salary max", "salary_max"), ("Période", "period"), ("Period", "period"),
    ("Expérience", "seniority"), ("Expérience requise", "seniority"), ("Seniority", "seniority"),
    ("Date de début", "starts_on"), ("Prise de poste", "starts_on"),
    ("Date de prise de poste", "starts_on"), ("Start date", "starts_on"),
    ("Date limite", "closes_on"), ("Clôture", "closes_on"), ("Date de clôture", "closes_on"),
    ("Closing date", "closes_on"), ("Langue", "language"), ("Language", "language"),
    ("URL", "url"), ("Lien", "url"), ("Statut", "status"), ("Status", "status"),
    ("Commentaire", ""), ("", ""), ("Prime", ""),
]  # fmt: skip


@pytest.mark.parametrize(("header", "field"), HEADED)
def test_a_header_says_what_its_column_holds(header, field):
    assert field_of(header) == field


def test_each_field_has_a_header_in_the_table_above():
    assert {field for _header, field in HEADED} - {""} == set(HEADERS)


def test_a_header_that_a_person_corrected_is_remembered():
    assert field_of("Commentaire (interne)", {"commentaire": "body"}) == "body"
    assert field_of("Missions", {"missions": ""}) == ""


@pytest.mark.parametrize(
    "encoded",
    [
        "Titre;Lieu\nDévelopper €;Orléans\n".encode(),
        b"\xef\xbb\xbf" + "Titre;Lieu\nDévelopper €;Orléans\n".encode(),
        "Titre;Lieu\nDévelopper €;Orléans\n".encode("utf-16"),
        b"\xfe\xff" + "Titre;Lieu\nDévelopper €;Orléans\n".encode("utf-16-be"),
        "Titre;Lieu\nDévelopper €;Orléans\n".encode("cp1252"),
        "Titre;Lieu\r\nDévelopper €;Orléans\r\n".encode("cp1252"),
        "Titre;Lieu\rDévelopper €;Orléans\r".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "windows", "crlf", "cr"],
)
def test_a_csv_is_read_whatever_wrote_it(encoded):
    opening = only(encoded)

    assert (opening.title, opening.place) == ("Développer €", "Orléans")


def test_utf_16_without_its_mark_is_no_table():
    with pytest.raises(UnreadableFeed):
        read("Titre;Lieu\nChef;Lyon\n".encode("utf-16-le"))


def test_windows_letters_that_do_not_exist_harm_nobody():
    assert decode(b"Titre\x81\xe9") == "Titre\ufffdé"


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\nc;d\n", ";"), ("a,b\nc,d\n", ","), ("a\tb\nc\td\n", "\t"), ("a|b\nc|d\n", "|"),
        ("a;b\n1,5;2\n2,5;3\n", ";"),
        ("a,b\n\"x;y\",z\n\"u;v;w\",t\n", ","),
        ("a;b;c\nLyon, Paris;d;e\nf, g;h;i\n", ";"),
        ("a\nb\n", ";"),
    ],
)  # fmt: skip
def test_the_separator_is_the_one_that_makes_most_rows_alike(text, separator):
    assert best_separator(text) == separator


@pytest.mark.parametrize("first", ["sep=,\n", "SEP=,\r\n", '"sep=,"\n'])
def test_a_separator_that_the_file_tells_is_believed(first):
    reading = read(f"{first}Titre,Lieu\nChef;adjoint,Lyon\n,Lyon\n")

    assert [each.title for each in reading.openings] == ["Chef;adjoint"]
    assert codes(reading)[-1] == ("missing_title", 3, "Titre")  # as Excel numbers it


def test_a_cell_may_hold_lines_quotes_and_separators():
    opening = only('Titre;Description\n"Chef ""adjoint""";"Un; deux\n\n- trois"\n')

    assert opening.title == 'Chef "adjoint"'
    assert opening.body == "Un; deux\n\n- trois"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    reading = read('Titre;Description\nA;"un\ndeux"\n\n;rien\n;\n')

    assert codes(reading) == [("language", 2, "language"), ("missing_title", 4, "Titre")]


def test_the_headers_are_looked_for_in_ten_rows():
    assert only("Nos offres\n\n" + "x;y\n" * 7 + "Titre;Lieu\nChef;Lyon\n").title == "Chef"
    with pytest.raises(UnreadableFeed):
        read("x;y\n" * 10 + "Titre;Lieu\nChef;Lyon\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a;b\n1;2\n", b"\0\1\2", b"<html></html>"])
def test_what_is_no_table_says_what_to_do(data):
    with pytest.raises(UnreadableFeed) as refused:
        read(data)

    assert str(refused.value.sentence).endswith(".")


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ods"])
def test_other_spreadsheets_are_asked_for_as_xlsx(data):
    if data == "ods":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", "<x/>")
        data = packed.getvalue()

    with pytest.raises(UnreadableFeed) as refused:
        read(data)

    assert refused.value.code == "save_as_xlsx"
    assert ".xlsx" in str(refused.value.sentence)


def test_two_cells_far_apart_do_not_fill_the_memory():
    small = workbook(("Offres", "visible", [["Titre"], ["Dev"]]))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as archive, zipfile.ZipFile(bomb, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name).replace(b"</sheetData>", far))

    with pytest.raises(UnreadableFeed) as refused:
        read(bomb.getvalue())

    assert refused.value.code == "too_large"


def test_a_table_of_too_many_cells_is_refused():
    with pytest.raises(UnreadableFeed) as refused:
        read(b"Titre" + b";" * 4_100_000)

    assert refused.value.code == "too_large"


def test_a_row_without_an_identifier_has_one_by_what_it_says():
    cells = " Développeur C++ ", "75002 PARIS", "CDI"
    opening = only(f"Titre;Lieu;Contrat\n{';'.join(cells)}\n")

    named = "développeur c++|75002 paris|cdi"
    assert opening.external_id == f"row:{sha256(named.encode()).hexdigest()[:16]}"


def test_an_identifier_is_the_same_however_its_accents_are_composed():
    one, other = (
        read("Titre;Lieu\nE\u0301t\u00e9;Lyon\n"),
        read("Titre;Lieu\n\u00c9te\u0301;LYON \n"),
    )

    assert one.present == other.present


def test_of_two_rows_with_one_identifier_the_first_stays():
    reading = read("Ref;Titre\n7;A\n7;B\n 7 ;C\n8;\n8;D\n")

    assert [each.title for each in reading.openings] == ["A"]
    errors = [(each.code, each.row, each.value) for each in reading.errors]
    assert errors == [
        ("duplicate_id", 3, "7"), ("duplicate_id", 4, "7"), ("missing_title", 5, ""),
        ("duplicate_id", 6, "8"),
    ]  # fmt: skip
    assert reading.present == {"7", "8"}


@pytest.mark.parametrize("status", ["Fermée", "POURVUE", "closed", "Filled", "Offre pourvue"])
def test_a_row_that_says_it_is_over_is_closed_and_not_read(status):
    reading = read(f"Ref;Titre;Statut;Date limite\n7;;{status};jamais\n8;B;Ouverte;\n")

    assert [each.external_id for each in reading.openings] == ["8"]
    assert (reading.closed, reading.errors) == (("7",), [])


@pytest.mark.parametrize("status", ["", "Ouverte", "Publiée", "Non pourvue", "open", "disclosed"])
def test_any_other_status_is_open(status):
    assert read(f"Ref;Titre;Statut\n7;A;{status}\n").closed == ()


def test_every_column_is_read():
    opening = only(
        "Réf;Intitulé du poste;Missions;Profil recherché;Service;Ville;Code postal;Pays;"
        "Type de contrat;Temps de travail;Télétravail;Remote days;Salaire min;Salaire max;Période;"
        "Expérience requise;Prise de poste;Date limite;Langue;Lien\n"
        "A-1;Dev;Coder;Curieux;Data;69003 Lyon / Paris;69003;France;CDI;Temps partiel;Oui;2;2 000;"
        "2 500;mensuel;3 ans;dès que possible;31/12/2027;Français;https://ats.example/1\n"
    )

    assert opening.as_json() == {
        "external_id": "A-1", "title": "Dev", "language": "fr", "place": "Lyon",
        "other_places": ["Paris"], "country": "FR", "team": "Data", "contract": "permanent",
        "working_time": "part", "remote": "partial", "remote_days": 2, "salary_min": 2000,
        "salary_max": 2500, "salary_period": "month", "seniority": "confirmed", "starts_on": None,
        "closes_on": "2027-12-31", "url": "https://ats.example/1",
        "body": "Coder\n\n## Profil\n\nCurieux",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "cells", "amounts"),
    [
        ("Salaire", "45 k€", (45000, 45000, "year")),
        ("Salaire brut annuel", "45", None),
        ("Salaire brut annuel", "45000", (45000, 45000, "year")),
        ("Salaire brut annuel", "9000", (9000, 9000, "year")),
        ("Salaire brut annuel (€)", "40-45k", (40000, 45000, "year")),
        ("Salaire min;Salaire max", "40;45k", (40000, 45000, "year")),
        ("Salaire min;Salaire max", "12.02;", ("12.02", None, "hour")),
        ("Salaire min;Salaire max", ";60 k€", (None, 60000, "year")),
        ("Salaire min;Salaire max;Période", "450;500;jour", (450, 500, "day")),
        ("Salaire;Période", "2 000;mois", (2000, 2000, "month")),
        ("Salaire min;Salaire max", "selon profil;2 500 €", (None, 2500, "month")),
        ("Salaire min;Salaire max", "0;2 500 €", (None, 2500, "month")),
        ("Salaire brut annuel;Salaire", "selon profil;2 500 €", (2500, 2500, "month")),
    ],
)
def test_a_salary_is_put_together_from_its_columns(headers, cells, amounts):
    opening = only(f"Titre;{headers}\nChef;{cells}\n")

    found = (opening.salary_min, opening.salary_max, opening.salary_period)
    low, high, period = amounts or (None, None, None)
    assert found == (low and Decimal(str(low)), high and Decimal(str(high)), period)


@pytest.mark.parametrize(
    ("headers", "cells", "expected"),
    [
        ("Télétravail;Remote days", "Oui;2", ("partial", 2)),
        ("Télétravail;Remote days", "Non;", ("none", None)),
        ("Télétravail;Remote days", ";3", ("partial", 3)),
        ("Remote days", "2-3", ("partial", 3)),
        ("Remote days", "2 jours", ("partial", 2)),
        ("Remote days", "2j", ("partial", 2)),
        ("Remote days", "2 à 3 par semaine", ("partial", 3)),
        ("Télétravail;Remote days", "Oui;8 par mois", ("partial", None)),
        ("Télétravail;Remote days", "Hybride;", ("partial", None)),
    ],
)
def test_remote_days_are_read_beside_remote(headers, cells, expected):
    opening = only(f"Titre;{headers}\nChef;{cells}\n")

    assert (opening.remote, opening.remote_days) == expected


@pytest.mark.parametrize(
    ("cell", "code", "is_error"),
    [
        ("Date limite;demain", "date", True),
        ("Prise de poste;demain", "date", False),
        ("Langue;Deutsch", "language", True),
        ("Salaire;450 €", "period", False),
        ("Salaire;2 000 € net", "net", False),
        ("Salaire;$90k", "currency", False),
        ("Salaire;3 € par mois", "salary", False),
        ("Salaire brut annuel;45", "salary", False),
        ("Salaire min;450 €", "period", False),
    ],
)
def test_a_problem_names_its_row_its_column_and_what_was_written(cell, code, is_error):
    header, value = cell.split(";")
    title = "Vous et nous, pour les équipes"
    reading = read(f"Titre;Ref;{header}\n{title};7;{value}\n")

    [problem] = reading.problems
    assert (problem.code, problem.row, problem.column, problem.value, problem.external_id) == (
        code, 2, header, value, "7"
    )  # fmt: skip
    assert problem.is_error is is_error
    assert len(reading.openings) == (not is_error)


def test_the_default_language_is_taken_with_a_warning():
    reading = read("Titre\nDev\n", language="en")

    assert [each.language for each in reading.openings] == ["en"]
    assert [(each.code, each.value) for each in reading.warnings] == [("language", "en")]


def test_a_row_that_is_refused_keeps_nobody_else_out():
    reading = read("Ref;Titre;Date limite\n1;A;\n2;;\n3;C;jamais\n4;D;\n")

    assert [each.external_id for each in reading.openings] == ["1", "4"]
    assert reading.present == {"1", "2", "3", "4"}
    assert reading.complete


def test_text_that_looks_like_a_formula_is_text():
    assert only("Titre;Équipe\n=1+1;@SUM(A1)\n").title == "=1+1"


def test_a_table_carries_what_it_has_columns_for():
    carried = sources_of("Titre;Lieu;Salaire min;Télétravail\nA;B;;\n".encode()).carried

    assert carried == {
        "place", "other_places", "country", "salary_min", "salary_max", "salary_period", "remote",
        "remote_days",
    }  # fmt: skip


def test_short_and_long_rows_are_read():
    reading = read("Titre;Lieu;Contrat\nA\nB;Lyon;CDI;de trop\n")

    assert [(each.title, each.place) for each in reading.openings] == [("A", None), ("B", "Lyon")]


def test_a_value_is_cut_in_a_problem():
    reading = read(f"Titre;Date limite\nA;{'x' * 500}\n")

    assert len(reading.errors[0].value) == 200


def test_too_many_rows_are_refused():
    with pytest.raises(UnreadableFeed) as refused:
        read("Titre\n" + "A\n" * 20_020)

    assert refused.value.code == "too_many"


def test_a_spreadsheet_is_read_by_its_stored_values():
    data = workbook(
        ("Offres", "visible", [
            ["Réf", "Titre", "Date limite", "Prise de poste", "Salaire brut annuel", "Télétravail"],
            [41020.0, "Dev", date(2027, 12, 31), 46461, 45000, True],
            ["041", "=1+1", None, None, None, None],
        ])
    )  # fmt: skip
    first, second = read(data).openings

    assert (first.external_id, first.closes_on, first.starts_on) == (
        "41020", date(2027, 12, 31), date(2027, 3, 15)
    )  # fmt: skip
    assert (first.salary_min, first.remote) == (45000, "full")
    assert (second.external_id, second.title) == ("041", "=1+1")


def test_a_formula_is_taken_by_its_value_and_refused_without_one():
    formula = {"f": "B1&B2"}
    data = workbook(
        ("Offres", "visible", [
            ["Réf", "Titre", "Lieu"],
            ["1", {**formula, "v": "Calculé"}, "Lyon"],
            ["2", "B", formula],
            ["3", "C", {**formula, "v": ""}],
            ["4", "D", "Lyon", formula],
        ])
    )  # fmt: skip
    reading = read(data)

    assert [each.title for each in reading.openings] == ["Calculé", "C", "D"]
    [error] = reading.errors
    assert (error.code, error.row, error.column, error.external_id) == ("formula", 3, "Lieu", "2")
    assert reading.present == {"1", "2", "3", "4"}


def test_a_formula_that_was_never_reckoned_is_refused():
    data = workbook(("Offres", "visible", [["Titre", "Lieu"], ["A", {"f": "B1"}], ["B", "Lyon"]]))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():  # as libraries write one
            content = old.read(part).replace(b't="str"><f>B1</f>', b"><f>B1</f><v></v>")
            new.writestr(part.filename, content)
    reading = read(packed.getvalue())

    assert [each.title for each in reading.openings] == ["B"]
    assert codes(reading)[0] == ("formula", 2, "Lieu")


def test_the_first_visible_sheet_with_a_title_is_read():
    offers = [["Titre"], ["Dev"]]
    data = workbook(
        ("Ancien", "hidden", [["Titre"], ["Caché"]]),
        ("Très caché", "veryHidden", [["Titre"], ["Caché"]]),
        ("Lisez-moi", "visible", [["Nos offres"], ["en deux onglets"]]),
        ("Offres", "visible", offers),
        ("Archives", "visible", [["Titre"], ["Vieux"]]),
    )

    assert [each.title for each in read(data).openings] == ["Dev"]


def test_a_spreadsheet_numbers_its_rows_from_its_top():
    rows = [
        [],
        [None, "Nos offres"],
        [],
        [None, "Titre", "Réf"],
        [None, "A", "1"],
        [],
        [None, "", "2"],
    ]
    reading = read(workbook(("Offres", "visible", rows)))

    assert [each.title for each in reading.openings] == ["A"]
    assert [(each.code, each.row) for each in reading.errors] == [("missing_title", 7)]


def test_a_spreadsheet_without_titles_is_refused():
    with pytest.raises(UnreadableFeed) as refused:
        read(workbook(("Offres", "visible", [["Nom"], ["A"]])))

    assert refused.value.code == "no_titles"


@pytest.mark.parametrize("damage", ["cut", "dtd", "bomb"])
def test_a_spreadsheet_that_is_damaged_or_hostile_is_refused(damage):
    data = workbook(("Offres", "visible", [["Titre"], [{"f": "A1"}]]))
    if damage == "cut":
        data = data[: len(data) // 2]
    else:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", 8) as new:
            for part in old.infolist():
                content = old.read(part)
                if damage == "dtd" and part.filename.endswith("sheet1.xml"):
                    content = content.replace(
                        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
                    )
                new.writestr(part.filename, content)
            if damage == "bomb":
                new.writestr("xl/media/large.bin", b"\0" * (201 * 1024 * 1024))
        data = packed.getvalue()

    with pytest.raises(UnreadableFeed):
        read(data)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html>\n<head>\n<title>\nSign in", ""),
        (b"\xef\xbb\xbf\n<HTML><title>\nx", "text/csv"),
        (b"Titre\nA", "text/html; charset=utf-8"),
    ],
)
def test_the_page_where_one_signs_in_is_no_table(content, kind):
    with pytest.raises(UnreadableFeed) as refused:
        FORMATS["table"].read(Document(content=content, content_type=kind), "fr")

    assert refused.value.code == ("type" if "html" in kind else "document")


def test_entities_in_a_cell_are_what_they_stand_for():
    opening = only(
        "Titre\tContrat\tTélétravail\tSalaire\tPrise de poste\n"
        "Chef\tCDI &amp; temps plein\tT&eacute;l&eacute;travail\t45&nbsp;000&nbsp;&euro;"
        "\t15&nbsp;mars&nbsp;2027\n"
    )

    assert (opening.contract, opening.remote, opening.salary_min) == ("permanent", "full", 45000)
    assert opening.starts_on == date(2027, 3, 15)


@pytest.mark.parametrize(
    ("name", "begins", "size"),
    [("page", b"", 5), ("table", b"PK\x03\x04", 20), ("table", b"", 50), ("lever", b"[]", 50)],
)
def test_what_is_larger_than_is_read_is_refused(name, begins, size):
    content = begins + b" " * (size * 1024 * 1024)
    with pytest.raises(UnreadableFeed) as refused:
        read_document(name, Document(content=content + b" "), "fr")

    assert refused.value.code == "too_large"
