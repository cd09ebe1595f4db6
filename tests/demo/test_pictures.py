"""The demonstration's drawings: one for each person and story, distinct, and light."""

import pytest
from PIL import Image

from app.demo.content import PICTURES, company, cover_of, portrait_of

TOLD = company()
PORTRAITS = [portrait_of(person) for person in TOLD.people]
COVERS = [cover_of(story) for story in TOLD.stories]
LOGO = PICTURES / "logo.webp"
HEAVIEST_TOGETHER = 600_000  # bytes: the repository carries them


def test_each_person_and_story_has_a_picture_and_no_picture_is_left_over():
    assert set(PICTURES.rglob("*.webp")) == {*PORTRAITS, *COVERS, LOGO}


@pytest.mark.parametrize(
    ("files", "size"),
    [(PORTRAITS, (320, 320)), (COVERS, (1200, 750)), ([LOGO], (512, 512))],
    ids=["portraits", "covers", "logo"],
)
def test_pictures_have_the_size_that_pages_show(files, size):
    assert {Image.open(file).size for file in files} == {size}


@pytest.mark.parametrize("files", [PORTRAITS, COVERS], ids=["people", "stories"])
def test_no_two_look_the_same(files):
    assert len({file.read_bytes() for file in files}) == len(files)


def test_the_logo_lies_on_nothing():
    assert Image.open(LOGO).convert("RGBA").getpixel((0, 0))[3] == 0


def test_all_together_they_stay_light():
    assert sum(file.stat().st_size for file in PICTURES.rglob("*.webp")) < HEAVIEST_TOGETHER
