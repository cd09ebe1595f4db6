"""The key that signs receipts and checkpoints, and its public half for whoever checks one.

Ed25519, drawn from SECRET_KEY: it is outside the database, and so is the list of the keys that are
believed, this one and those that the settings name as retired. So whoever rewrites the ledger
cannot sign what they wrote, not even by a key that they add to its database. What that database
holds is only a record of which keys have signed.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.attribution.models import SigningKey
from app.core import signing
from app.core.database import db
from app.core.services import doctor

ALGORITHM = "Ed25519"  # RFC 9864
PURPOSE = "attribution receipts"

PublicKeys = Mapping[str, Mapping[str, Any]]  # JWK by key id


class BadSignature(Exception):
    """The statement was not signed by one of the keys, or was altered since."""


def own_key() -> OKPKey:
    """Return this installation's key."""
    seed = signing.key(PURPOSE)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    x = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": _encode(x), "d": _encode(seed)})


def own_public_key() -> PublicKeys:
    """Return the public half of this installation's key, by its id (RFC 7638)."""
    return _published(own_key())


def public_keys() -> PublicKeys:
    """Return the public keys that are believed: the retired ones of the settings, and our own."""
    retired: dict[str, dict[str, Any]] = {}
    for x in current_app.config["RETIRED_SIGNING_KEYS"]:
        retired |= _published(OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x}))
    return {**retired, **own_public_key()}


def unknown_keys() -> list[SigningKey]:
    """Return the keys of the database that nobody vouches for, first used first.

    SECRET_KEY was changed and the settings do not name the one of before; or somebody added a key.
    """
    believed = public_keys()
    rows = db.session.scalars(select(SigningKey).order_by(SigningKey.first_used_at))
    return [row for row in rows if row.jwk.get("x") != believed.get(row.kid, {}).get("x")]


def _published(key: OKPKey) -> dict[str, dict[str, Any]]:
    kid = key.thumbprint()
    return {kid: {**key.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig"}}


def look_at() -> str:
    """Tell `flask doctor` whether SECRET_KEY is the one that has signed before.

    raises: doctor.Unwell
    """
    known = set(db.session.scalars(select(SigningKey.kid)))
    if known and not known & own_public_key().keys():
        raise doctor.Unwell(
            "receipts and checkpoints were signed by another SECRET_KEY",
            "If nobody meant to change it, bring the former one back: links in mails that have "
            "left no longer open.",
        )
    return "SECRET_KEY is the one that has signed before" if known else "nothing is signed yet"


def sign(statement: Mapping[str, Any], *, kind: str, now: datetime) -> str:
    """Sign a statement: a compact JWS whose payload is its canonical JSON.

    kind: the `typ` of its header, so that one sort of statement cannot pass for another
    """
    ((kid, public),) = own_public_key().items()
    db.session.execute(
        insert(SigningKey)
        .values(kid=kid, jwk=dict(public), first_used_at=now)
        .on_conflict_do_nothing()
    )
    header = {"alg": ALGORITHM, "kid": kid, "typ": kind}
    return jws.serialize_compact(
        header, rfc8785.dumps(dict(statement)), own_key(), algorithms=[ALGORITHM]
    )


# No letter of a signed statement is a space, or a sign that cannot be seen: line ends, the marks of
# a quoted mail at their beginnings, and the soft line ends of one that was saved as it travelled.
_ADDED = re.compile(r"^[>|\s]+|=\r?\n|[\s\u00ad\u200b-\u200f\u2060\ufeff]+", re.MULTILINE)


def read_signed(compact: str, *, kind: str, keys: PublicKeys) -> dict[str, Any]:
    """Check a signed statement and return what it says.

    compact: as it was pasted; what mails and documents put between its letters is left out
    keys: those that may have signed it
    raises: BadSignature
    """
    compact = _ADDED.sub("", compact)
    try:
        unverified = jws.extract_compact(compact.encode())
        key = keys.get(unverified.protected.get("kid", ""))
        if key is None or unverified.protected.get("typ") != kind:
            raise BadSignature
        verified = jws.deserialize_compact(
            compact, OKPKey.import_key(dict(key)), algorithms=[ALGORITHM]
        )
        statement = json.loads(verified.payload)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise BadSignature from wrong
    if not isinstance(statement, dict):
        raise BadSignature
    return statement


def detach(compact: str) -> str:
    """Leave the payload out of a signature that travels beside it (RFC 7515, appendix F)."""
    header, _, signature = compact.split(".")
    return f"{header}..{signature}"


def attach(detached: str, statement: Mapping[str, Any]) -> str:
    """Put the payload back before checking.

    raises: BadSignature when that is not a detached signature
    """
    header, separator, signature = detached.strip().partition("..")
    if not separator:
        raise BadSignature
    return f"{header}.{_encode(rfc8785.dumps(dict(statement)))}.{signature}"


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
