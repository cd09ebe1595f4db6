"""Descriptions become Markdown that reads as its source was meant."""

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text.markdown import render
from app.publishing.feeds.values.bodies import heading, read_body, section

BODIES = [
    ("<p>Bonjour</p><p>vous</p>", "Bonjour\n\nvous"),
    ("<div>Bonjour</div><div>vous</div>", "Bonjour\n\nvous"),
    ("Bonjour<br>vous<br/>", "Bonjour  \nvous"),
    ("<p>Bonjour<br><br>vous</p>", "Bonjour\n\nvous"),
    ("<h1>A</h1><h2>B</h2><h3>C</h3><h4>D</h4><h5>E</h5><h6>F</h6>",
     "## A\n\n## B\n\n### C\n\n#### D\n\n#### E\n\n#### F"),
    ("<h2>A<br>B</h2>", "## A B"),
    ("<strong>a</strong> <b>b</b> <em>c</em> <i>d</i>", "**a** **b** *c* *d*"),
    ("<b>a </b>b<b> c</b>", "**a** b **c**"),
    ("<b>Missions<br></b>dev", "**Missions**  \ndev"),
    ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"),
    ("<b></b><i> </i>a<b><b>b</b></b>", "a**b**"),
    ("<b>a</b><b>b</b>", "**ab**"),
    ("<b><i>a</i></b>", "***a***"),
    ("<h3><b>Missions</b></h3>", "### **Missions**"),
    ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
    ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
    ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c"),
    ("<ol>" + "<li>x</li>" * 9 + "<li>y<ul><li>z</li></ul></li></ol>",
     "\n".join(f"{n}. x" for n in range(1, 10)) + "\n10. y\n    - z"),
    ("<ul><li>a<br>b</li></ul>", "- a  \n  b"),
    ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"),
    ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n- c"),
    ("<ul><li> </li><li>a</li></ul>", "- a"),
    ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
    ("<li>a</li><li>b</li>", "- a\n- b"),
    ("<p>a</p><ul><li>b</li></ul><p>c</p>", "a\n\n- b\n\nc"),
    ("<a href='https://a.example/b'>a</a>", "[a](https://a.example/b)"),
    ("<a href='HTTP://a.example'>a</a>", "[a](HTTP://a.example)"),
    ("<a href='mailto:a@b.example'>a</a> <a href='tel:+331'>b</a>",
     "[a](mailto:a@b.example) [b](tel:+331)"),
    ("<a href='/b'>a</a> <a href='javascript:x()'>b</a> <a href='ftp://x'>c</a> <a>d</a>",
     "a b c d"),
    ("<a href='https://a.example/(x) y'>[a]</a>", r"[\[a\]](https://a.example/%28x%29%20y)"),
    ("<b><a href='https://a.example'>a</a></b>", "**[a](https://a.example)**"),
    ("<a href='https://a.example'><b>a</b> b</a>", "[**a** b](https://a.example)"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>",
     "a – b  \nc – d"),
    ("<table><tr><td><p>a</p><p>b</p></td><td></td><td>c</td></tr></table>x", "a b – c\n\nx"),
    ("a<script>b</script><style>c</style><iframe>d</iframe><object>e</object><svg><text>f</text></svg>"
     "<noscript>g</noscript><form>h<input></form><template>i</template>j", "aj"),
    ("a<img src='x' alt='photo'>b<!-- c -->", "ab"),
    ("<span style='x'>a</span><font>b</font><u>c</u>", "abc"),
    ("<p>a\n  b\t c</p>", "a b c"),
    ("<p>a&nbsp;&nbsp;b</p><p>&nbsp;</p><p>c</p>", "a b\n\nc"),
    ("<p>R&amp;D R&amp;amp;D</p>", "R&D R&D"),
    ("<p>a &lt;b&gt; &amp;lt;i&amp;gt;</p>", r"a \<b> \<i>"),
    ("&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "R&D"),
    ("&lt;ul&gt;&lt;li&gt;a&lt;/li&gt;&lt;/ul&gt;", "- a"),
    ("&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;", "a"),
    (r"<p>\ * _ [a] `b` 1 < 2</p>", r"\\ \* \_ \[a\] \`b\` 1 \< 2"),
    ("<p># a</p><p>> b</p><p>+ c</p><p>- d</p>", "\\# a\n\n\\> b\n\n\\+ c\n\n\\- d"),
    ("<p>a<br># b<br>-5</p>", "a  \n\\# b  \n\\-5"),
    ("<p>a # b - c > d + e</p>", "a # b - c > d + e"),
    ("<p>1. a</p><p>2027.</p><p>3.5</p><p>a 4. b</p>", "1\\. a\n\n2027\\.\n\n3.5\n\na 4. b"),
    ("<ul><li>- a</li><li>1. b</li></ul>", "- \\- a\n- 1\\. b"),
    ("<b>1.</b> a", "**1.** a"),
    ("1<b>.</b> a", "1**.** a"),
    ("a\nb", "a  \nb"),
    ("a\r\nb\rc", "a  \nb  \nc"),
    ("a\n\n\nb", "a\n\nb"),
    ("a\n \nb", "a\n\nb"),
    ("Missions :\n- a\n* b\n• c\n•d\nFin", "Missions :\n\n- a\n- b\n- c\n- d\n\nFin"),
    ("-\u00a0a\n\u00a0•\u00a0b\n*&nbsp;c", "- a\n- b\n- c"),
    ("-a\n*b*", "\\-a  \n\\*b\\*"),
    ("1. a\n# b", "1\\. a  \n\\# b"),
    ("R&amp;D, R&amp;amp;D, 5 &lt; 6, &#233;", r"R&D, R&D, 5 \< 6, é"),
    ("List<String> et a < b", r"List\<String> et a \< b"),
    ("a\u00a0b\u00a0\u00a0c", "a b c"),
    ("", ""),
    ("<p></p>", ""),
    ("  \n ", ""),
    ("<p>a\0b\u202e</p>", "ab"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "markdown"), BODIES)
def test_a_description_becomes_markdown(source, markdown):
    assert read_body(source) == markdown


def words_of(html):
    """The words that a reader sees."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).split()


@given(st.lists(st.text("ab1.#>+-*_[]`<\\ &;", min_size=1, max_size=12), min_size=1, max_size=4))
def test_whatever_words_a_source_has_are_read_again_on_the_page(paragraphs):
    source = "".join(f"<p>{escape(escape(each))}</p>" for each in paragraphs)

    shown = render(read_body(source))

    expected = [" ".join(each.split()) for each in paragraphs]
    assert [p for p in map(str.strip, expected) if p] == [
        " ".join(unescape(each).split()) for each in re.findall(r"<p>(.*?)</p>", shown, re.DOTALL)
    ]


def test_lists_in_lists_are_lists_in_lists_on_the_page():
    shown = render(read_body("<ol><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ol>"))

    assert re.sub(r"\s", "", shown) == (
        "<ol><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ol>"
    )


@pytest.mark.parametrize(
    "hostile", ["<div>" * 20000, "<ul><li>" * 3000, "<b><i>" * 5000, "&amp;" * 50000]
)
def test_a_hostile_description_is_read(hostile):
    read_body(hostile + "x")


@pytest.mark.parametrize(
    ("title", "body", "markdown"),
    [
        ("Profil", "a", "## Profil\n\na"),
        ("Profil", "", ""),
        ("", "a", "a"),
        ("R&amp;D <b>x</b> *", "a", "## R&D x \\*\n\na"),
    ],
)
def test_a_part_of_a_description_has_its_heading(title, body, markdown):
    assert section(2, title, body) == markdown
    assert heading(3, " ") == ""
