"""A second reading of the rules of credit, slow and literal, to compare the resolver with.

Written from docs/attribution.md alone, on the JSON documents themselves: it shares no line
with app/attribution. Every test of every touch is evaluated, then the first failure is taken.
"""

import datetime as dt
from zoneinfo import ZoneInfo

DEFAULTS = {
    "timezone": "Europe/Paris",
    "model": "declared",
    "window_days": 180,
    "declaration_days": 30,
    "confirm_days": 14,
    "former_employee_months": 12,
    "skew_s": 120,
    "scope": "organisation",
    "stories": True,
    "kinds": ["visit", "recommendation", "declaration"],
    "prior_rule": "any",
    "prior_months": 6,
    "agency_rule": "earliest",
    "excluded_roles": ["recruiter", "programme_manager", "executive"],
    "exclude_hiring_team": True,
    "leaver_rule": "exclude",
}
RANKS = ["recommendation", "declaration", "visit"]


def oracle(document):
    facts = document["facts"]
    policies = {int(v): {**DEFAULTS, **p} for v, p in document["policies"].items()}
    mine = policies[facts["policy_version"]]
    touches = sorted({t["id"]: t for t in document["touches"]}.values(), key=order)

    gate = next((code for holds, code in gates(facts, mine) if holds), None)
    if gate:
        return result("none", gate, rejected={t["id"]: gate for t in touches})
    if not touches:
        return result("none", "no_touch")

    found = {t["id"]: failures(t, facts, policies[t["policy"]]) for t in touches}
    failed = {i: min(codes) for i, codes in found.items() if codes}
    ok = [t for t in touches if t["id"] not in failed]
    wait = [t for t in ok if t["kind"] == "declaration" and t["state"] == "pending"]
    good = [t for t in ok if t not in wait]
    rejected = {i: code for i, (_, _, code) in failed.items()}
    rejected.update({t["id"]: "awaiting_confirmation" for t in wait})

    wanted = (facts["answer"] or {}).get("ambassador") if mine["model"] == "declared" else None
    theirs = [t for t in good if t["ambassador"] == wanted]
    theirs_wait = [t for t in wait if t["ambassador"] == wanted]
    if theirs:
        winners, reason = theirs[:1], "candidate_choice"
    elif theirs_wait or (not good and wait):
        return result("pending", "awaiting_confirmation", rejected=rejected)
    elif not good:
        highest = max(number for number, _, _ in failed.values())
        ids = [t["id"] for t in touches if failed[t["id"]][0] == highest]
        return result("none", failed[ids[0]][2], rejected=rejected)
    elif mine["model"] == "shared":
        seen, reason = [], "shared_credit"
        for t in good:
            if t["ambassador"] not in [s["ambassador"] for s in seen]:
                seen.append(t)
        winners = seen
    elif mine["model"] == "last":
        newest = max(instant(t["at"]) for t in good)
        winners, reason = [t for t in good if instant(t["at"]) == newest][:1], "last_touch"
    else:
        winners, reason = good[:1], "first_touch"

    shares = [[t["ambassador"], 10000 // len(winners)] for t in winners]
    shares[0][1] += 10000 - sum(share for _, share in shares)
    return result("credited", reason, shares, [t["id"] for t in winners], rejected)


def result(outcome, reason, shares=(), winners=(), rejected=None):
    return {
        "outcome": outcome,
        "reason": reason,
        "shares": list(shares),
        "winners": list(winners),
        "rejected": rejected or {},
    }


def gates(facts, policy):
    choice = (facts["answer"] or {}).get("choice")
    candidate = facts["candidate"]
    yield choice == "none", "candidate_declined"
    yield candidate["employee"], "internal_mobility"
    if candidate["left_on"]:
        end = plus_months(day(candidate["left_on"]), policy["former_employee_months"])
        yield applied_on(facts, policy) < end, "former_employee"


def failures(t, facts, policy):
    """All failures of a touch, as (number of the test, place in the test, code)."""
    return [
        (number, place, code)
        for number, test in enumerate(ALL_TESTS, 1)
        for place, (holds, code) in enumerate(test(t, facts, policy))
        if holds
    ]


def test_1(t, facts, policy):
    yield t["ambassador"] in facts["removed"], "removed_by_candidate"


def test_2(t, facts, policy):
    yield t["kind"] not in policy["kinds"], "kind_not_counted"
    yield t["story"] and policy["stories"] is False, "kind_not_counted"


def test_3(t, facts, policy):
    pending, settled = t["state"] == "pending", instant(t["settled_at"] or t["at"])
    yield t["state"] == "refused", "refused"
    if t["kind"] == "recommendation":
        yield pending, "not_accepted"
        yield settled > lim(facts, policy), "accepted_late"
    if t["kind"] == "declaration":
        declared_after = day_gap(facts["application"]["at"], t["at"], policy)
        yield declared_after > policy["declaration_days"], "declared_late"
        end = facts["decided_at"] if pending else (t["settled_at"] or t["at"])
        yield day_gap(t["at"], end, policy) > policy["confirm_days"], "declaration_expired"


def test_4(t, facts, policy):
    yield t["ambassador"] == facts["candidate"]["person"], "self_referral"
    yield t["own_session"], "own_session"


def test_5(t, facts, policy):
    limit = lim(facts, policy)
    yield t["link_at"] is not None and instant(t["link_at"]) > limit, "link_after_application"
    yield t["kind"] != "declaration" and instant(t["at"]) > limit, "after_application"


def test_6(t, facts, policy):
    age = day_gap(t["at"], facts["application"]["at"], policy)
    yield t["kind"] != "declaration" and age > policy["window_days"], "outside_window"


def test_7(t, facts, policy):
    elsewhere = t["opening"] != facts["application"]["opening"]
    yield policy["scope"] == "opening" and not t["story"] and elsewhere, "other_opening"


def test_8(t, facts, policy):
    yield bool(set(t["roles"]) & set(policy["excluded_roles"])), "excluded_role"
    member = t["ambassador"] in facts["hiring_team"]
    yield policy["exclude_hiring_team"] and member, "hiring_team"
    last = facts["leavers"].get(t["ambassador"])
    gone = last is not None and applied_on(facts, policy) > day(last)
    yield policy["leaver_rule"] == "exclude" and gone, "leaver"


def test_9(t, facts, policy):
    application = facts["application"]
    for p in facts["prior"]:
        kept = {
            "any": True,
            "same_opening": p["opening"] == application["opening"],
            "active": p["active"],
            "none": False,
        }[policy["prior_rule"]]
        before = instant(p["at"]) < instant(application["at"])
        before_touch = instant(p["at"]) < instant(t["at"])
        end = plus_months(local(p["at"], policy), policy["prior_months"])
        recent = applied_on(facts, policy) < end
        stranger = t["ambassador"] not in p["credited_to"]
        yield kept and before and before_touch and recent and stranger, "already_known"


def test_10(t, facts, policy):
    application = facts["application"]
    for claim in facts["agency"]:
        current = instant(claim["at"]) <= instant(application["at"])
        lasting = day(claim["until"]) >= applied_on(facts, policy)
        here = claim["opening"] in (None, application["opening"])
        wins = policy["agency_rule"] == "agency" or (
            policy["agency_rule"] == "earliest" and instant(claim["at"]) <= instant(t["at"])
        )
        yield current and lasting and here and wins, "agency_owned"


ALL_TESTS = [test_1, test_2, test_3, test_4, test_5, test_6, test_7, test_8, test_9, test_10]
for _test in ALL_TESTS:
    _test.__test__ = False  # these are the rule's tests, not pytest's


def order(t):
    return (instant(t["at"]), RANKS.index(t["kind"]), t["id"])


def instant(text):
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def day(text):
    return dt.datetime.strptime(text, "%Y-%m-%d").date()


def local(text, policy):
    return instant(text).astimezone(ZoneInfo(policy["timezone"])).date()


def applied_on(facts, policy):
    return local(facts["application"]["at"], policy)


def day_gap(a, b, policy):
    return local(b, policy).toordinal() - local(a, policy).toordinal()


def lim(facts, policy):
    return instant(facts["application"]["at"]) + dt.timedelta(0, policy["skew_s"])


def plus_months(start, months):
    """Try the day itself, then the days before it, in the month that many months later."""
    count = start.year * 12 + start.month - 1 + months
    for number in range(start.day, 0, -1):
        try:
            return dt.date(count // 12, count % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError
