"""The drawings: distinct, the same on every machine, and real pictures once rendered."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from app.demo.content import company
from app.demo.pictures import clothes, covers, hair, palette, portraits, raster
from app.demo.pictures.logo import logo
from app.demo.pictures.portraits import Traits

TOLD = company()


def drawn(person) -> str:
    return portraits.portrait(Traits.of(person.portrait), person.name)


def cover_of(story) -> str:
    if story.about:
        person = next(each for each in TOLD.people if each.name == story.about)
        return covers.scene(Traits.of(person.portrait), story.colours, person.name)
    return covers.cover(story.composition, story.colours, story.key)


def test_no_two_people_look_the_same():
    assert len({drawn(person) for person in TOLD.people}) == len(TOLD.people)


def test_no_two_stories_have_the_same_cover():
    assert len({cover_of(story) for story in TOLD.stories}) == len(TOLD.stories)


def test_a_face_is_the_same_whenever_it_is_drawn():
    zoe = next(person for person in TOLD.people if person.first == "Zoé")

    assert drawn(zoe) == drawn(zoe)


def test_a_portrait_and_the_cover_about_the_same_person_show_one_face():
    story = next(story for story in TOLD.stories if story.about)
    person = next(person for person in TOLD.people if person.name == story.about)
    face = portraits.bust(Traits.of(person.portrait), person.name)

    assert face in drawn(person)
    assert face in cover_of(story)


@pytest.mark.parametrize("style", hair.STYLES)
def test_every_hair_style_is_well_formed(style):
    colour = "teal"  # a name of hair and of cloth alike

    ElementTree.fromstring(portraits.portrait(Traits(hair=style, hair_colour=colour), style))


@pytest.mark.parametrize("garment", clothes.GARMENTS)
def test_every_garment_is_well_formed(garment):
    ElementTree.fromstring(portraits.portrait(Traits(top=garment), garment))


@pytest.mark.parametrize("composition", covers.COMPOSITIONS)
@pytest.mark.parametrize("colours", covers.PALETTES)
def test_every_composition_is_well_formed_in_all_colours(composition, colours):
    ElementTree.fromstring(covers.cover(composition, colours, "seed"))


def test_an_unknown_trait_is_refused():
    with pytest.raises(ValueError, match="wings"):
        Traits.of({"wings": 2})


@pytest.mark.parametrize("wrong", [{"beard": "long"}, {"glasses": "pink"}])
def test_an_unknown_beard_or_pair_of_glasses_is_refused(wrong):
    with pytest.raises(ValueError, match="unknown"):
        portraits.portrait(Traits(**wrong), "seed")


def test_people_stand_out_from_what_is_behind_them():
    for person in TOLD.people:
        ground = re.search(r'fill="(#\w{6})"', drawn(person))[1]
        skin = palette.SKINS[Traits.of(person.portrait).skin][0]
        assert palette.distance(ground, skin) > 60, person.name


def test_drawings_become_pictures_of_the_asked_size_in_the_same_order():
    red, blue, green = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">'
        f'<path fill="{colour}" d="M0 0h4v2H0z"/></svg>'
        for colour in ("#ff0000", "#0000ff", "#00ff00")
    )

    pictures = raster.rasterise([red, blue, green], width=40, height=20)

    opened = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    assert [each.size for each in opened] == [(40, 20)] * 3
    assert [each.getpixel((20, 10)) for each in opened] == [(255, 0, 0), (0, 0, 255), (0, 255, 0)]


def test_nothing_to_draw_is_drawn_as_nothing():
    assert raster.rasterise([], width=10, height=10) == []


def test_the_mark_lies_on_nothing():
    (picture,) = raster.rasterise([logo()], width=64, height=64)

    assert Image.open(BytesIO(picture)).convert("RGBA").getpixel((0, 0))[3] == 0
