"""What is the name of a site, and what is somebody's name."""

import pytest

from app.core.text.sites import names_a_site


@pytest.mark.parametrize(
    "text",
    [
        "Gagnez 500 euros sur evil-prize.com/win",
        "evil-prize.com",
        "Evil-Prize.Com",
        "EVIL.COM",
        "evil.fr",
        "visit bit.ly/x7",
        "t.co/abc",
        "https://evil.example",
        "www.evil.example",
        "lina@courriel.example",
        "gain.shop",
        "casino.top gratuit",
        "evil\u200b.com",
        "evil\uff0ecom",
        "evil\u3002com",
        "évil.fr",
        "sub.evil.co.uk",
        "1.2.3.4",
        "xn--80ak6aa92e.xn--p1ai",
        "anything.whatever/path",
        "evil.com:8080",
    ],
)
def test_a_site_is_one_however_it_is_written(text):
    assert names_a_site(text)


@pytest.mark.parametrize(
    "text",
    [
        "J.-P. Martin",
        "Jean M.Dupont",
        "Zoé Lambert",
        "St.John Smith",
        "Dr.Li Wei",
        "M. le Goff",
        "J.de Smet",
        "Jean.De Smet",
        "J.R.R. Tolkien",
        "O’Brien Jr.",
        "Aung.Win",
        "Mme. Co",
        "Élodie Œuvrard",
        "李小龙",
        "Martin, Jean-Pierre",
        "",
    ],
)
def test_a_name_is_no_site(text):
    assert not names_a_site(text)
