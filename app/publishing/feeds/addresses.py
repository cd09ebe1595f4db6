"""Where the documents of a source are, by what somebody types of it. Pure."""

import re
from urllib.parse import parse_qs, urlsplit

_TOKEN = re.compile(r"[\w.-]+")
# by format: where the company's name stands in an address of the source, and its documents
_KNOWN: dict[str, tuple[str, str]] = {
    "greenhouse": (
        r"(?:boards-api|api|boards|job-boards)(?:\.eu)?\.greenhouse\.io/(?:v1/boards/)?(?P<t>[\w.-]+)",
        "https://boards-api.greenhouse.io/v1/boards/{t}/jobs?content=true&pay_transparency=true",
    ),
    "lever": (
        r"(?:api|jobs)(?:\.eu)?\.lever\.co/(?:v0/postings/)?(?P<t>[\w.-]+)",
        "https://api.lever.co/v0/postings/{t}?mode=json",
    ),
    "ashby": (
        r"(?:api|jobs)\.ashbyhq\.com/(?:posting-api/job-board/)?(?P<t>[\w.%-]+)",
        "https://api.ashbyhq.com/posting-api/job-board/{t}?includeCompensation=true",
    ),
    "recruitee": (r"(?P<t>[\w-]+)\.recruitee\.com", "https://{t}.recruitee.com/api/offers/"),
    "smartrecruiters": (
        r"(?:api|jobs|careers)\.smartrecruiters\.com/(?:v1/companies/)?(?P<t>[\w.-]+)",
        "https://api.smartrecruiters.com/v1/companies/{t}/postings?limit=100&offset=0",
    ),
    "workable": (
        r"apply\.workable\.com/(?:api/v1/widget/accounts/)?(?P<t>[\w.-]+)",
        "https://apply.workable.com/api/v1/widget/accounts/{t}?details=true",
    ),
    "personio": (
        r"(?P<t>[\w-]+\.jobs\.personio\.(?:de|com))",
        "https://{t}/xml?language={language}",
    ),
}
_SHEET = re.compile(r"docs\.google\.com/spreadsheets/d/([\w-]+)")
OTHER_LEVER = {"api.lever.co": "api.eu.lever.co", "api.eu.lever.co": "api.lever.co"}


def format_of(address: str) -> str:
    """Return the format of an address that one can tell it by; "" for none. Pure."""
    for name, (pattern, _document) in _KNOWN.items():
        if re.search(pattern, address):
            return name
    return "table" if _SHEET.search(address) else ""


def document_address(name: str, typed: str, language: str) -> str:
    """Return the address of the first document of a source. Pure."""
    typed = typed.strip()
    if name == "table":
        return _sheet(typed)
    if name == "teamtailor":
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        return typed if parts.path.endswith("jobs.json") else f"https://{parts.netloc}/jobs.json"
    if name not in _KNOWN:
        return typed
    pattern, document = _KNOWN[name]
    found = re.search(pattern, typed)
    token = found["t"] if found else typed
    if not found and not _TOKEN.fullmatch(typed):
        return typed
    if name == "personio" and not found:
        token = f"{typed}.jobs.personio.de"
    address = document.format(t=token, language=language)
    in_europe = name == "lever" and ".eu.lever.co" in typed
    return address.replace("api.lever.co", "api.eu.lever.co") if in_europe else address


def _sheet(address: str) -> str:
    """Return where a Google Sheet gives itself as CSV."""
    found = _SHEET.search(address)
    if not found or "/export" in address:
        return address
    parts = urlsplit(address)
    tab = (parse_qs(parts.fragment).get("gid") or parse_qs(parts.query).get("gid") or ["0"])[0]
    page = tab if tab.isdecimal() else "0"
    return f"https://docs.google.com/spreadsheets/d/{found[1]}/export?format=csv&gid={page}"
