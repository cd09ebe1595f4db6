"""Names, titles and texts that a filled company is made of, drawn alike at each run."""

import random
from collections.abc import Iterable

from app.core.text.fold import fold

_CHANCE = random.Random(5)


def _cut(text: str, between: str = " ") -> list[str]:
    return text.split(between)


FIRST_NAMES = _cut(
    "Adèle Agathe Alice Aline Amandine Ambre Anaïs André Anne Antoine Apolline Arnaud Arthur "
    "Aurélie Aurore Axel Baptiste Bastien Béatrice Benoît Bérénice Bruno Camille Capucine "
    "Caroline Catherine Cédric Céline Charles Charlotte Chloé Christelle Claire Clara "
    "Clémence Clément Corentin Cyril Damien Daniel David Delphine Denis Diane Édouard Élise "
    "Éloïse Émilie Emma Enzo Éric Estelle Étienne Eva Fabien Fanny Fatou Faustine Florence "
    "Florian François Gabriel Gaël Gaspard Gautier Geoffroy Gilles Guillaume Gwendal Hadrien "
    "Hélène Henri Hugo Inès Irène Isabelle Jade Jean Jeanne Jérémy Jérôme Joachim Joël Jonas "
    "Joseph Juliette Julien Karim Kévin Laetitia Laure Laurent Léa Léo Léonie Lina Loïc Louis "
    "Louise Luc Lucas Lucie Ludovic Madeleine Maëlle Malik Manon Marc Margaux Marie Marion "
    "Martin Mathilde Mathis Maud Maxime Mélanie Mickaël Mohamed Morgane Nadia Nathalie "
    "Nicolas Nina Noé Océane Olivier Oscar Pascal Patrick Paul Pauline Perrine Philippe "
    "Pierre Quentin Rachid Raphaël Rémi Romain Romane Rose Sabrina Salomé Samuel Sandrine "
    "Sarah Sébastien Simon Solène Sophie Stéphane Suzanne Sylvain Tanguy Théo Thibault "
    "Thierry Thomas Timothée Tristan Valentin Valérie Victor Vincent Virginie Xavier Yann "
    "Yasmine Yves Zacharie Zoé"
)
_SYLLABLES = _cut(
    "bar ber bou bran cha char cour dar del des du fau fer gar ger gil gou gran guer ha he "
    "jou la lam lar le len lo lou ma mar mau mer mo mon mou na nor pa pel per pi pla pon por "
    "quin ra ren ri ro rou sa sau ser si sou ta ter tor tri va var ver vi vil"
)
_ENDINGS = _cut(
    "ard eau el er et ier in is on ot ou y ais aud and elle ène ères eux iaux ois ouin oux ault"
)
LAST_NAMES = sorted(
    {
        (
            _CHANCE.choice(_SYLLABLES)
            + _CHANCE.choice(["", _CHANCE.choice(_SYLLABLES)])
            + _CHANCE.choice(_ENDINGS)
        ).capitalize()
        for _ in range(6000)
    }
)
JOBS = _cut(
    "Développeuse ou développeur|Ingénieure ou ingénieur|Cheffe ou chef de projet|"
    "Technicienne ou technicien|Comptable|Commerciale ou commercial|Responsable|Analyste|"
    "Consultante ou consultant|Acheteuse ou acheteur|Infirmière ou infirmier|Architecte",
    "|",
)
SPECIALITIES = _cut(
    "Python Java données cloud réseaux qualité maintenance paie achats logistique sécurité "
    "hydraulique énergie numérique recherche bâtiment ferroviaire embarqué mobile finance"
)
COMMON = _cut(
    "gestion projet équipe client développement analyse management communication formation "
    "expérience données conception suivi pilotage organisation qualité production stratégie "
    "budget recrutement commercial vente logistique maintenance sécurité réseau support "
    "méthode agile planification coordination rédaction négociation animation audit "
    "comptabilité"
)
TECHNICAL = _cut(
    "python java javascript react angular docker kubernetes terraform ansible linux "
    "postgresql oracle mysql redis kafka spark hadoop django flask spring symfony php golang "
    "rust scala cobol sap salesforce tableau excel autocad catia solidworks labview matlab "
    "jira jenkins"
)
RARE = sorted(
    {
        _CHANCE.choice(_SYLLABLES) + _CHANCE.choice(_SYLLABLES) + _CHANCE.choice(_ENDINGS)
        for _ in range(9000)
    }
)[:4000]
VOCABULARY = COMMON * 60 + TECHNICAL * 10 + RARE


def drawn_words(chance: random.Random, number: int) -> list[str]:
    """Draw words: most of them common, some that few texts have."""
    return chance.choices(VOCABULARY, k=number)


def slug(text: str) -> str:
    """Write a text as addresses do."""
    return "-".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def vector(words: Iterable[str], *, first: int = 1, weight: str = "") -> str:
    """Write the tsvector of words, unstemmed: found by their letters as they stand."""
    places = enumerate(words, first)
    return " ".join(f"'{fold(word)}':{min(place, 16383)}{weight}" for place, word in places)
