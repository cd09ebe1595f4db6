"""What a web process remembers, within its limit."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import uuid7
from app.tracking.front.memory import Recent
from app.tracking.front.packed_links import LinkRecord, Packing


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


def test_what_is_forgotten_by_its_key_is_gone_from_both_generations():
    memory = recent(limit=8)
    for key in range(6):
        memory.put(key, "xx")

    memory.forget(range(7))

    assert len(memory) == 0


def record(quote, publication=None):
    return LinkRecord(publication or uuid7(), uuid7(), "fr", quote)


@given(st.lists(st.text(max_size=300), max_size=5))
def test_links_are_unpacked_as_they_were_packed(quotes):
    packing, publication = Packing(), uuid7()
    records = [record(quote, publication) for quote in quotes]

    packed = [packing.pack(each) for each in records]

    assert [packing.unpack(each) for each in packed] == records


def test_words_that_start_from_the_suggested_text_take_little_room():
    packing, publication = Packing(), uuid7()
    suggested = "Mon équipe cherche quelqu’un pour ses données, à Nantes ou à Lyon. " * 3

    sizes = [
        len(packing.pack(record(f"{suggested} On en parle le {n} ?", publication)))
        for n in range(50)
    ]

    assert max(sizes[1:]) < 80
