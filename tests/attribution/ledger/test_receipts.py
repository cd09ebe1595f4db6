"""Receipts: one for each share, checked by anyone, with us or without."""

import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from joserfc import jws as compact
from joserfc.jwk import OKPKey

from app.attribution.deciding.decide import decide_application
from app.attribution.ledger import entries, receipts
from app.attribution.ledger.signing_key import (
    BadSignature,
    own_public_key,
    public_keys,
    read_signed,
    unknown_keys,
)
from app.attribution.models import Receipt, SigningKey
from app.core.database import db
from app.core.models import Activity
from app.hiring.referrals import recommendations
from app.policy.policy import Policy
from app.publishing.wording import title_of
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON, make_application, make_recommendation
from tests.factories.people import sign_in
from tests.factories.sharing import make_ambassador, make_link


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def forge(jws, **changes):
    """Change what a receipt says, and keep its signature."""
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    header, payload, signature = jws.split(".")
    said = json.loads(urlsafe_b64decode(payload + "=="))
    raw = json.dumps(said | changes).encode()
    return f"{header}.{urlsafe_b64encode(raw).decode().rstrip('=')}.{signature}"


def test_a_receipt_says_what_was_shared_and_under_which_rule():
    make_credit()
    head = entries.head()
    link = make_link(channel="mastodon", now=SHARED)

    receipt = receipts.give(link)

    said = receipts.read_receipt(receipt.jws, keys=public_keys())
    assert (said.code, said.channel, said.at) == (link.code, "mastodon", SHARED)
    assert (said.policy_version, said.policy_hash) == (1, Policy(1).hash)
    assert said.ledger == head
    assert receipts.still_in_ledger(said.ledger)


def test_a_link_has_one_receipt_however_often_it_is_given():
    link = make_link(now=SHARED)

    assert receipts.give(link).jws == receipts.give(link).jws
    assert db.session.query(Receipt).count() == 1


def test_the_activity_of_a_share_gives_its_receipt():
    link = make_link(now=SHARED)
    told = Activity(
        kind="link.created", at=SHARED, subject_type="referral_links", subject_id=link.id
    )

    receipts.give_for(told)
    receipts.give_for(told)

    assert receipts.receipt_of(link.id).person_id == link.ambassador_id


@pytest.mark.parametrize(
    "changes", [{"link": "other"}, {"channel": "email"}, {"at": "2026-01-01T00:00:00.000000Z"}]
)
def test_a_receipt_that_was_altered_is_refused(changes):
    jws = receipts.give(make_link(now=SHARED)).jws

    with pytest.raises(BadSignature):
        receipts.read_receipt(forge(jws, **changes), keys=public_keys())


@pytest.mark.parametrize("nonsense", ["", "a.b.c", "…", "x" * 3000, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_receipt_is_refused(nonsense):
    with pytest.raises(BadSignature):
        receipts.read_receipt(nonsense, keys=public_keys())


def test_a_receipt_is_not_taken_for_another_statement():
    jws = receipts.give(make_link(now=SHARED)).jws

    with pytest.raises(BadSignature):
        read_signed(jws, kind="relais-checkpoint+jws", keys=public_keys())


def test_a_receipt_still_verifies_after_the_secret_has_changed(app, monkeypatch):
    jws = receipts.give(make_link(now=SHARED)).jws
    ((_, old),) = own_public_key().items()
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, quite as long as it has to be")

    with pytest.raises(BadSignature):
        receipts.read_receipt(jws, keys=public_keys())
    assert [row.jwk["x"] for row in unknown_keys()] == [old["x"]]

    monkeypatch.setitem(app.config, "RETIRED_SIGNING_KEYS", (old["x"],))
    assert receipts.read_receipt(jws, keys=public_keys())
    assert unknown_keys() == []
    with pytest.raises(BadSignature):
        receipts.read_receipt(jws, keys=own_public_key())


def test_a_key_that_was_added_to_the_database_vouches_for_nothing(app, client):
    private = OKPKey.generate_key("Ed25519")
    kid = private.thumbprint()
    public = private.as_dict(private=False) | {"kid": kid, "alg": "Ed25519", "use": "sig"}
    db.session.add(SigningKey(kid=kid, jwk=public, first_used_at=SHARED))
    db.session.flush()
    genuine = receipts.give(make_link(now=SHARED)).jws
    payload = compact.extract_compact(genuine.encode()).payload
    header = {"alg": "Ed25519", "kid": kid, "typ": receipts.KIND}
    forged = compact.serialize_compact(header, payload, private, algorithms=["Ed25519"])

    with pytest.raises(BadSignature):
        receipts.read_receipt(forged, keys=public_keys())
    published = client.get("/.well-known/relais-keys.json").json["keys"]
    assert [key["kid"] for key in published] == list(own_public_key())
    assert [row.kid for row in unknown_keys()] == [kid]
    assert "not believed" in app.test_cli_runner().invoke(args=["ledger", "keys"]).output


def test_a_receipt_witnesses_a_chain_that_was_written_anew():
    row = make_credit()[1]
    said = receipts.read_receipt(receipts.give(make_link(now=SHARED)).jws, keys=public_keys())

    assert receipts.still_in_ledger(said.ledger)
    assert not receipts.still_in_ledger(entries.Head(row.seq, "0" * 64))
    assert not receipts.still_in_ledger(entries.Head(row.seq + 9, row.hash))


# The pages


def test_anyone_checks_a_receipt_on_the_public_page(client):
    link = make_link(now=SHARED)
    jws = receipts.give(link).jws

    assert client.get("/en/receipts").status_code == 200
    found = client.post("/en/receipts", data={"receipt": f" {jws}\n"}, headers=SAME)
    forged = client.post("/fr/recus", data={"receipt": forge(jws, link="x")}, headers=SAME)

    assert found.status_code == 200
    assert f"r/{link.code}".encode() in found.data
    assert b"still there, unchanged" in found.data
    assert forged.status_code == 422
    assert "Ce reçu n’est pas de nous" in forged.get_data(as_text=True)


SAME = {"Sec-Fetch-Site": "same-origin"}


def broken(jws, glue, every=40):
    return glue.join(jws[start : start + every] for start in range(0, len(jws), every))


@pytest.mark.parametrize(
    "glue",
    ["\n", "\r\n", " ", "\n> ", "\n>> ", "\n| ", "\u00a0", "\u200b", "\t", "=\r\n", "\n\n  "],
)
def test_what_mails_and_documents_put_into_a_receipt_makes_no_forgery_of_it(client, glue):
    link = make_link(now=SHARED)
    jws = receipts.give(link).jws

    found = client.post("/en/receipts", data={"receipt": broken(jws, glue)}, headers=SAME)

    assert found.status_code == 200
    assert "This receipt is ours" in found.text
    assert f"A relay of “{title_of(link.publication, 'en')}”." in found.text
    altered = forge(jws, link="x")
    assert (
        client.post("/en/receipts", data={"receipt": broken(altered, glue)}, headers=SAME)
    ).status_code == 422


@pytest.mark.parametrize("place", [5, 60, 200, -3])
def test_one_letter_changed_is_refused_however_it_is_pasted(client, place):
    jws = receipts.give(make_link(now=SHARED)).jws
    changed = list(jws)
    changed[place] = "A" if changed[place] != "A" else "B"

    answer = client.post("/en/receipts", data={"receipt": "".join(changed)}, headers=SAME)

    assert answer.status_code == 422


def test_the_file_of_a_receipt_is_checked_like_what_is_pasted(client):
    jws = receipts.give(make_link(now=SHARED)).jws

    def sent(data, name="receipt.jws"):
        file = (io.BytesIO(data), name)
        return client.post("/en/receipts", data={"receipt": "", "file": file}, headers=SAME)

    assert sent(jws.encode() + b"\n").status_code == 200
    assert sent(forge(jws, link="x").encode()).status_code == 422
    assert sent(b"\xff\xfe\x00" * 9000).status_code == 422
    assert sent(b"", name="").status_code == 422


@pytest.mark.parametrize("typed", ["", "\0", "<script>alert(1)</script>", "é" * 5000])
def test_nonsense_typed_as_a_receipt_gets_a_clear_page(client, typed):
    response = client.post("/en/receipts", data={"receipt": typed}, headers=SAME)

    assert response.status_code == 422
    assert b"<script>alert" not in response.data


def test_the_keys_are_published_and_never_their_private_half(client):
    receipts.give(make_link(now=SHARED))

    response = client.get("/.well-known/relais-keys.json")

    (key,) = response.get_json()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "Ed25519")
    assert "d" not in key
    assert list(receipts.read_key_set(response.get_json())) == [key["kid"]]


def test_one_reads_downloads_and_mails_ones_own_receipts(client):
    zoe = make_ambassador(language="en")
    link = make_link(ambassador=zoe, now=SHARED)
    jws = receipts.give(link).jws
    others = make_link(now=SHARED)
    receipts.give(others)
    sign_in(client, zoe)

    page = client.get("/receipts")
    assert link.code.encode() in page.data
    assert link.publication.text("en").title.encode() in page.data
    assert others.code.encode() not in page.data
    file = client.get(f"/receipts/{link.id}.jws")
    assert file.get_data(as_text=True).strip() == jws
    assert "attachment" in file.headers["Content-Disposition"]
    assert client.get(f"/receipts/{others.id}.jws").status_code == 404
    assert client.post("/receipts/mail").status_code == 302


# Of recommendations


def test_a_recommendation_gives_one_receipt_that_says_nothing_of_whom_it_was_about():
    sent = make_recommendation(name="Nora Perrin", email="nora@courriel.example", now=SHARED)

    jws = receipts.give_recommendation(sent).jws
    again = receipts.give_recommendation(sent).jws

    said = receipts.read_receipt(jws, keys=public_keys())
    assert jws == again
    assert (said.code, said.channel, said.at) == (str(sent.id), "recommendation", SHARED)
    assert (said.policy_version, said.publication) == (1, str(sent.opening_id))
    document = json.dumps(read_signed(jws, kind=receipts.KIND, keys=public_keys()))
    assert "Nora" not in document
    assert "nora" not in document


def test_the_activity_of_a_recommendation_gives_its_receipt():
    sent = make_recommendation(now=SHARED)
    told = Activity(
        kind="recommendation.sent", at=SHARED, subject_type="recommendations", subject_id=sent.id
    )

    receipts.give_for_recommendation(told)
    receipts.give_for_recommendation(told)

    assert receipts.receipt_of(sent.id).person_id == sent.ambassador_id


def test_a_recommendation_that_was_taken_back_takes_its_receipt_along():
    sent = make_recommendation(now=SHARED)
    receipts.give_recommendation(sent)
    told = Activity(
        kind="recommendation.sent", at=SHARED, subject_type="recommendations", subject_id=sent.id
    )

    recommendations.take_back(sent, by=sent.ambassador, now=SHARED)
    receipts.give_for_recommendation(told)

    assert db.session.query(Receipt).count() == 0


def test_the_receipt_of_one_that_nobody_was_asked_about_looks_like_any_other():
    first = make_recommendation(email="nora@courriel.example", now=SHARED)
    recommendations.refuse(first, forever=True, now=SHARED)
    second = make_recommendation(email="nora@courriel.example", now=SHARED)

    assert receipts.give_recommendation(second).jws.count(".") == 2


def test_a_receipt_of_a_recommendation_that_was_altered_is_refused():
    jws = receipts.give_recommendation(make_recommendation(now=SHARED)).jws

    for changes in ({"recommendation": "other"}, {"channel": "email"}, {"at": "2026-01-01"}):
        with pytest.raises(BadSignature):
            receipts.read_receipt(forge(jws, **changes), keys=public_keys())


def test_one_reads_downloads_and_checks_the_receipt_of_a_recommendation(client):
    zoe = make_ambassador(language="en")
    sent = make_recommendation(by=zoe, name="Nora Perrin", now=SHARED)
    jws = receipts.give_recommendation(sent).jws
    sign_in(client, zoe)

    page = client.get("/receipts")
    assert "Recommendation" in page.text
    assert title_of(sent.opening, "en") in page.text
    assert str(sent.id)[:8] not in BeautifulSoup(page.data, "html.parser").get_text()
    assert "Nora" not in page.text
    assert client.get(f"/receipts/{sent.id}.jws").text.strip() == jws
    checked = client.post(
        "/en/receipts", data={"receipt": jws}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert checked.status_code == 200
    assert "This receipt is ours" in checked.text
    assert f"A recommendation for “{title_of(sent.opening, 'en')}”." in checked.text
    assert (
        str(sent.id) not in BeautifulSoup(checked.data, "html.parser").select_one("main").get_text()
    )


# The commands


def test_a_receipt_is_checked_without_the_installation_that_gave_it(app, tmp_path):
    jws = receipts.give(make_link(now=SHARED)).jws
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(receipts.key_set(public_keys())))
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"keys": []}')
    runner = app.test_cli_runner()

    good = runner.invoke(args=["receipt", "verify", "--keys", str(keys)], input=jws)
    bad = runner.invoke(args=["receipt", "verify", "--keys", str(wrong)], input=jws)
    own = runner.invoke(args=["receipt", "verify"], input=jws)
    unreadable = runner.invoke(args=["receipt", "verify", "--keys", __file__], input=jws)

    assert (good.exit_code, bad.exit_code, own.exit_code, unreadable.exit_code) == (0, 1, 0, 2)
    assert json.loads(good.stdout)["policy"] == {"version": 1, "hash": Policy(1).hash}


def test_a_receipt_given_before_any_decision_says_that_the_ledger_was_empty():
    said = receipts.read_receipt(receipts.give(make_link(now=SHARED)).jws, keys=public_keys())

    assert said.ledger == entries.Head(0, "0" * 64)
    decide_application(make_application().id, now=NOON + timedelta(hours=1))
    assert receipts.still_in_ledger(said.ledger)
