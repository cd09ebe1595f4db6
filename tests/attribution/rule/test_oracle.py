"""The resolver and an independent reading of the rules agree on random histories.

`RELAIS_HISTORIES=100000 pytest tests/attribution/rule/test_oracle.py` compares as many as asked.
"""

import os
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from app.attribution.ledger.document import read_case, write_decision
from app.attribution.rule.facts import Reason
from app.attribution.rule.resolve import decide
from tests.attribution.histories import history
from tests.attribution.oracle import oracle

HISTORIES = int(os.environ.get("RELAIS_HISTORIES", "3000"))


def test_the_resolver_agrees_with_the_oracle_on_every_history():
    seen: Counter[str] = Counter()

    @settings(max_examples=HISTORIES, deadline=None, database=None, derandomize=True)
    @given(st.randoms(use_true_random=True))
    def compare(random):
        document = history(random)
        case = read_case(document)
        decision = write_decision(decide(case.facts, case.touches, case.policies))
        assert decision == oracle(document)
        seen.update([decision["reason"], *decision["rejected"].values()])

    compare()

    assert set(seen) == {str(reason) for reason in Reason}, "a reason was never reached"
