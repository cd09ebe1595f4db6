"""A person takes along all they wrote and relayed, and nothing of anybody else."""

import csv
import io

import pytest

from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link


@pytest.fixture
def zoe(app, client):
    make_organisation(discloses=True)
    person = make_ambassador(first_name="Zoé", language="fr")
    sign_in(client, person)
    return person


def test_all_of_ones_own_relays_come_with_their_texts(client, zoe):
    opening = make_published_opening()
    first = make_link(ambassador=zoe, publication=opening, words="=1+1", channel="x")
    second = make_link(ambassador=zoe, publication=opening, words="Venez\nvite")
    make_link(ambassador=zoe, publication=opening, channel="sheet", words="Pas envoyé")
    make_link(publication=opening, words="Le texte d’un collègue")

    told = client.get("/my-relays/export.json")
    sheet = client.get("/my-relays/export.csv")

    assert [each["words"] for each in told.json] == ["Venez\nvite", "=1+1"]
    assert [each["address"].rpartition("/")[2] for each in told.json] == [second.code, first.code]
    assert told.json[0]["disclosure"] == "Je travaille pour Ormelune."
    assert told.json[0]["grade"] == "declared"
    rows = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows] == ["Votre texte", "Venez\nvite", "'=1+1"]
    assert "collègue" not in sheet.text + told.text


def test_a_history_costs_the_same_however_long(client, zoe, statements):
    opening = make_published_opening()
    for _ in range(5):
        make_link(ambassador=zoe, publication=opening)

    with statements() as sent:
        assert client.get("/my-relays/export.csv").status_code == 200

    assert len(sent) <= 12, "\n".join(sent)
