"""Titles as people and openings write them, and the jobs that they name, by our first name of each.

The same table is read by Python (test_same_jobs.py) and by the script of the page of contacts
(tests/web/ambassador/contacts/test_reading.py).
"""

TITLES: list[tuple[str, set[str]]] = [
    ("Développeur·euse Java (H/F)", {"developpeur", "developpeur java"}),
    ("DEVELOPPEUSE JAVA", {"developpeur", "developpeur java"}),
    ("Développeur(se) Java", {"developpeur", "developpeur java"}),
    ("Ingénieur(e) données", {"data engineer"}),
    ("Ingénieure ou ingénieur données", {"data engineer"}),
    ("Senior Data Engineer @ Foo | AWS", {"data engineer"}),
    ("Data analyst, software engineer", {"data analyst", "developpeur"}),
    ("Architecte logiciel", {"architecte logiciel"}),
    ("Architecte d’intérieur", {"architecte"}),
    ("Chef de projet informatique - Lyon", {"chef projet", "chef projet informatique"}),
    ("Cheffe de projet IT", {"chef projet", "chef projet informatique"}),
    ("Responsable de la communication interne", {"charge communication"}),
    ("Head of Communications", {"charge communication"}),
    ("Infirmière Diplômée d'État", {"infirmier"}),
    ("Registered nurse", {"infirmier"}),
    ("Developer C++ / .NET", {"developpeur"}),
    ("C++ developer", {"developpeur", "developpeur c++"}),
    ("Développeuse .NET", {"developpeur", "developpeur .net"}),
    ("R&D engineer", {"chercheur"}),
    ("Serrurier-métallier", {"soudeur"}),
    ("Chargée de recrutement", {"recruteur"}),
    ("Talent Acquisition Manager", {"recruteur"}),
    ("Assistante sociale", {"assistant social"}),
    ("Social worker", {"assistant social"}),
    ("Conseiller·ère de vente", {"vendeur"}),
    ("Contrôleuse de gestion", {"controleur gestion"}),
    ("Site Reliability Engineer (SRE)", {"devops"}),
    ("Aide‑soignante", {"aide soignant"}),
    ("Ｄａｔａ Ｓｃｉｅｎｔｉｓｔ", {"data scientist"}),
    ("Vice President", set()),
    ("En recherche d’emploi", set()),
    ("", set()),
]
