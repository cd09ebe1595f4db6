"""Files of contacts as LinkedIn, spreadsheets and phones write them, read in a browser alone."""

import quopri
from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]

NOTES = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some of the email addresses are '
    'missing. You will only see email addresses for connections who have allowed it, ""Who can '
    'see""."\n\n'
)
ENGLISH = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
FRENCH = "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Date de connexion\n"
ROW = (
    "Éloïse,Lefèvre,https://www.linkedin.com/in/eloise,eloise@courriel.example,"
    '"Lefèvre, Père & Fils","Ingénieure ""données""",12 Mar 2024\n'
)
ELOISE = {
    "name": "Éloïse Lefèvre",
    "first": "Éloïse",
    "company": "Lefèvre, Père & Fils",
    "title": 'Ingénieure "données"',
    "email": "eloise@courriel.example",
    "url": "https://www.linkedin.com/in/eloise",
    "place": "",
    "phone": "",
}
READ = """async ([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  try {
    return await contactFiles.read(new File([bytes], name));
  } catch (error) {
    if (!(error instanceof contactFiles.Unreadable)) throw error;
    return error.message;
  }
}"""


def read(scripts: Page, content: str | bytes, name: str = "Connections.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return scripts.evaluate(READ, [name, b64encode(data).decode()])


@pytest.mark.parametrize("header", [ENGLISH, FRENCH], ids=["English", "French"])
@pytest.mark.parametrize("notes", [NOTES, ""], ids=["with notes", "without notes"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
def test_linkedin_s_own_file_is_read_in_each_language_and_encoding(
    scripts: Page, header: str, notes: str, encoding: str, end: str
) -> None:
    content = (notes + header + ROW).replace("\n", end).encode(encoding)

    assert read(scripts, content) == [ELOISE]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_saved_again_by_a_spreadsheet_is_read(scripts: Page, separator: str) -> None:
    rows = [
        ["Nom complet", "Société", "Fonction", "Ville", "Téléphone"],
        ["Ada Petit", "Ormes", "Comptable", "Nantes", "06 12 34 56 78"],
    ]

    (contact,) = read(scripts, "\n".join(separator.join(row) for row in rows))

    assert (contact["name"], contact["company"], contact["title"]) == (
        "Ada Petit",
        "Ormes",
        "Comptable",
    )
    assert (contact["place"], contact["phone"]) == ("Nantes", "06 12 34 56 78")


def test_the_table_of_google_contacts_is_read(scripts: Page) -> None:
    content = (
        "First Name,Middle Name,Last Name,Organization Name,Organization Title,"
        "E-mail 1 - Label,E-mail 1 - Value\n"
        "Ada,,Petit,Ormes,Nurse,Home,ada@a.example ::: ada@b.example\n"
    )

    (contact,) = read(scripts, content)

    assert (contact["name"], contact["title"], contact["email"]) == (
        "Ada Petit",
        "Nurse",
        "ada@a.example",
    )


def test_cards_of_each_version_are_read(scripts: Page) -> None:
    quoted = quopri.encodestring("Développeuse chez Ormes, équipe données".encode()).decode()
    latin = quopri.encodestring("Zoé Péridot".encode("latin-1")).decode()
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Petit;Ada;;;\r\nFN:Ada Petit\r\n"
        "ORG:Ormes\\, Chênes;Études\r\nTITLE:Ingénieure très expérimentée en \r\n données\r\n"
        "item1.ADR;TYPE=HOME:;;1 rue X;Saint-Étienne;Loire;42000;France\r\n"
        "TEL;TYPE=HOME:04 00 00 00 00\r\nTEL;TYPE=CELL:+33 6 12 34 56 78\r\n"
        "EMAIL;TYPE=INTERNET:ada@courriel.example\r\nPHOTO;ENCODING=b:" + "A" * 30_000 + "\r\n"
        "END:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bo Li\r\nROLE:Nurse\r\n"
        'TEL;VALUE=uri;TYPE="voice,cell":tel:+33-6-11-11-11-11\r\n'
        "EMAIL:mailto:bo@courriel.example\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        f"FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:{latin}\r\n"
        f"TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted[:30]}=\r\n{quoted[30:]}\r\n"
        "begin:vcard\r\nN:Sans;Fin\r\n"
    )

    ada, bo, zoe, last = read(scripts, cards, "contacts.vcf")

    assert (ada["name"], ada["first"], ada["company"]) == ("Ada Petit", "Ada", "Ormes, Chênes")
    assert ada["title"] == "Ingénieure très expérimentée en données"
    assert (ada["place"], ada["phone"]) == ("Saint-Étienne Loire", "+33 6 12 34 56 78")
    assert (bo["title"], bo["phone"], bo["email"]) == (
        "Nurse",
        "+33-6-11-11-11-11",
        "bo@courriel.example",
    )
    assert (zoe["name"], zoe["title"]) == ("Zoé Péridot", "Développeuse chez Ormes, équipe données")
    assert last["name"] == "Fin Sans"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        ("  \n\n", "empty"),
        (ENGLISH, "empty"),
        (NOTES + ENGLISH + ",,,,,,\n", "empty"),
        ("BEGIN:VCARD\nEND:VCARD\n", "empty"),
        (b"PK\x03\x04archive", "archive"),
        (b"%PDF-1.7\n\x00\x01\x02", "unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown"),
        ("Bonjour, voici ma liste :\nAda et Bo\n", "unknown"),
        ("a,b,c\n1,2,3\n", "unknown"),
        ("{}", "unknown"),
    ],
)
def test_what_holds_no_contact_is_refused_with_its_reason(
    scripts: Page, content: str | bytes, reason: str
) -> None:
    assert read(scripts, content) == reason


def test_rows_that_are_broken_lose_no_other(scripts: Page) -> None:
    rows = [
        "Ada,Petit",
        ",,,,,,",
        'Bo,"Li',
        'suite",,,Ormes,Nurse',
        "Cy,Roy,,pas une adresse,,,",
        "x" * 9,
    ]

    found = read(scripts, ENGLISH + "\n".join(rows))

    assert [each["name"] for each in found] == ["Ada Petit", "Bo Li suite", "Cy Roy", "x" * 9]
    assert found[2]["email"] == ""


def test_a_file_of_thirty_thousand_contacts_is_read_whole_and_heavier_ones_refused(
    scripts: Page,
) -> None:
    rows = "".join(
        f"Prénom{each},Nom,,,Entreprise {each % 900},Poste {each % 400},1 Jan\n"
        for each in range(30_000)
    )

    assert len(read(scripts, NOTES + ENGLISH + rows)) == 30_000
    assert (
        scripts.evaluate(
            "() => contactFiles.read({ size: 51 * 1024 * 1024 }).catch(({ message }) => message)"
        )
        == "heavy"
    )
