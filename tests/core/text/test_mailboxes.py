"""Addresses as people paste them, and as mail carries them."""

import pytest
from flask_babel import force_locale

from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox, for_mail, read_mailbox, spellings


@pytest.mark.parametrize(
    "pasted",
    [
        "zoe@x.example",
        " zoe@x.example ",
        "zoe@x.example,",
        "zoe@x.example.",
        "<zoe@x.example>",
        "mailto:zoe@x.example",
        "MAILTO:zoe@x.example?subject=Bonjour",
        "mailto:zoe%40x.example",
        "Zoé Lambert <zoe@x.example>",
        '"Lambert, Zoé" <zoe@x.example>;',
        "<mailto:zoe@x.example>",
        "« zoe@x.example »",
        "“zoe@x.example”",
        "'zoe@x.example'",
        "(zoe@x.example)",
        "zoe @ x.example",
        "\u200bzoe@x.example\ufeff",
        "zoe@\u2060x.example",
        "zoe@x\u00ad.example",
        "\u00a0zoe@x.example",
        "zoe＠x.example",
        "zoe@X.Example",
        "`zoe@x.example`",
        "zoe@x.example:",
        "\tzoe@x.example\r\n",
    ],
)
def test_what_cannot_be_part_of_an_address_is_taken_off(pasted):
    assert read_mailbox(pasted) == "zoe@x.example"


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("o’brien@x.example", "o'brien@x.example"),
        ("Zoe@x.example", "Zoe@x.example"),
        ("zoe+jobs_2@x.example", "zoe+jobs_2@x.example"),
        ("zoe@SOCIÉTÉ.fr", "zoe@société.fr"),
        ("zoe@socie\u0301te\u0301.fr", "zoe@société.fr"),
        ("zoe@xn--socit-esab.fr", "zoe@société.fr"),
        ("a" * 64 + "@x.example", "a" * 64 + "@x.example"),
    ],
)
def test_what_belongs_to_an_address_stays(pasted, read):
    assert read_mailbox(pasted) == read


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "The @"),
        ("zoe", "The @"),
        ("zoe@x", "The end"),
        ("zoé@x.example", "accented"),
        ("дарья@x.example", "accented"),
        ("a" * 65 + "@x.example", "64"),
        ("zoe@" + "x" * 250 + ".example", "254"),
        ("zoe lambert@x.example", "space"),
        ("zoe@x.example, leo@x.example", "one @"),
        ("[zoe@x.example](mailto:zoe@x.example)", "one @"),
        ("zoe@x..example", "letter by letter"),
        ("zoe@-x-.example", "letter by letter"),
        ("zoe.@x.example", "letter by letter"),
        ("zoe\x07@x.example", "letter by letter"),
    ],
)
def test_what_is_no_address_is_refused_with_what_it_lacks(app, written, said):
    with pytest.raises(BadMailbox) as refusal:
        read_mailbox(written)

    with force_locale("en"):
        assert said in str(refusal.value.sentence)


def test_mail_carries_a_domain_in_the_letters_of_dns():
    assert for_mail("zoe@société.fr") == "zoe@xn--socit-esab.fr"
    assert for_mail("Relais Été <relais@société.fr>") == "Relais Été <relais@xn--socit-esab.fr>"
    assert for_mail("zoe@x.example") == "zoe@x.example"
    assert spellings("Zoe@Société.fr") == spellings("zoe@XN--socit-esab.fr")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmail.con", "gmail.com"),
        ("gmial.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.fr", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("hotmail.frr", "hotmail.fr"),
        ("hotmal.co.uk", "hotmail.co.uk"),
        ("outlok.com", "outlook.com"),
        ("yahooo.fr", "yahoo.fr"),
        ("yhaoo.com", "yahoo.com"),
        ("icoud.com", "icloud.com"),
        ("orange.frr", "orange.fr"),
        ("ornage.fr", "orange.fr"),
        ("freee.fr", "free.fr"),
        ("wanado.fr", "wanadoo.fr"),
        ("lapost.net", "laposte.net"),
        ("laposte.nett", "laposte.net"),
        ("sfr.ffr", "sfr.fr"),
        ("mairie.con", "mairie.com"),
        ("mairie.frr", "mairie.fr"),
        ("ormelun.fr", "ormelune.fr"),
        ("ormelnue.fr", "ormelune.fr"),
        ("ormelune.ffr", "ormelune.fr"),
    ],
)
def test_a_slip_is_asked_about(typed, meant):
    assert likely_meant(f"Zoe@{typed}", ["ormelune.fr"]) == f"Zoe@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "googlemail.com",
        "mail.com",
        "email.com",
        "ymail.com",
        "cloud.com",
        "gail.com",
        "hotmail.pt",
        "outlook.com.br",
        "yahoo.ca",
        "yahoo.co.jp",
        "live.be",
        "olive.com",
        "orange.com",
        "oranges.fr",
        "grange.fr",
        "free.com",
        "sfr.com",
        "srf.ch",
        "laposte.fr",
        "lacoste.com",
        "proton.com",
        "photon.com",
        "me.co",
        "gmx.at",
        "x.co",
        "x.cam",
        "x.bet",
        "x.ong",
        "x.photography",
        "ormelune.fr",
        "ormelune.com",
        "ormeluna-group.fr",
        "o.example",
        "wahoo.com",
        "fre.fr",
        "tree.fr",
    ],
)
def test_a_domain_that_could_be_right_is_not_asked_about(domain):
    assert likely_meant(f"zoe@{domain}", ["ormelune.fr"]) is None
