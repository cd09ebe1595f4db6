"""What a web process remembers, within its limit."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import uuid7
from app.tracking.memory import Recent
from app.tracking.packed_links import LinkRecord, Packing, belongs_to, is_about


def recent(limit=20):
    return Recent[int, str](limit, weigh=len)


def test_what_was_put_is_found():
    memory = recent()

    memory.put(1, "a")

    assert memory.get(1) == "a"
    assert memory.get(2) is None


@given(st.lists(st.integers(0, 50), max_size=300))
def test_memory_stays_within_its_limit_whatever_is_put(keys):
    memory = recent(limit=20)

    for key in keys:
        memory.put(key, "xx")

    assert sum(len(value) for value in memory.values()) <= 2 * (20 + 2)


def test_what_is_asked_for_outlives_what_is_not():
    memory = recent(limit=20)
    memory.put(0, "wanted")
    memory.put(-1, "forgotten")

    for key in range(1, 60):
        memory.put(key, "x")
        assert memory.get(0) == "wanted"

    assert memory.get(-1) is None


def test_what_is_dropped_is_gone_from_both_generations():
    memory = recent(limit=8)
    for key in range(6):
        memory.put(key, "xx")
    assert len(memory) > 3

    memory.drop(lambda value: value == "xx")

    assert len(memory) == 0
    assert [memory.get(key) for key in range(6)] == [None] * 6


PART = {"recommender": "<p>Zoé Lambert vous recommande cette offre</p>" * 20, "foot": "« ! »"}


def test_a_link_is_unpacked_as_it_was_packed():
    record = LinkRecord(uuid7(), uuid7(), "fr", {"fr": PART, "en": {"recommender": "Zoé"}})
    packing = Packing()

    assert packing.unpack(packing.pack(record)) == record


def test_a_link_without_parts_is_unpacked_as_it_was_packed():
    record = LinkRecord(uuid7(), uuid7(), "en")
    packing = Packing()

    assert packing.unpack(packing.pack(record)) == record


def test_links_that_resemble_each_other_take_little_room():
    packing = Packing()
    sizes = [
        len(
            packing.pack(
                LinkRecord(
                    uuid7(), uuid7(), "fr", {"fr": {**PART, "name": f"Ambassadrice numéro {n}"}}
                )
            )
        )
        for n in range(50)
    ]

    assert max(sizes) < 200


def test_a_packed_link_tells_its_publication_and_its_ambassador():
    publication, ambassador = UUID(int=1), UUID(int=2)
    packed = Packing().pack(LinkRecord(publication, ambassador, "fr"))

    assert is_about(packed, publication)
    assert belongs_to(packed, ambassador)
    assert not is_about(packed, ambassador)
    assert not belongs_to(packed, publication)
