"""A name that one block of a template sets does not exist in another block."""

from jinja2 import Environment, nodes

from config import ROOT

TEMPLATES = ROOT / "templates"


def names(block: nodes.Block, context: str) -> set[str]:
    return {name.name for name in block.find_all(nodes.Name) if name.ctx == context}


def test_no_block_reads_what_only_another_block_sets() -> None:
    wrong = []
    reader = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in sorted(TEMPLATES.rglob("*.html")):
        blocks = list(reader.parse(path.read_text()).find_all(nodes.Block))
        for block in blocks:
            others = [each for each in blocks if each is not block]
            set_elsewhere = set().union(*(names(each, "store") for each in others))
            inside = {
                name
                for each in block.find_all(nodes.Block)
                if each is not block
                for name in names(each, "store")
            }
            read = names(block, "load") - names(block, "store") - inside
            wrong += [
                f"{path.relative_to(TEMPLATES)}: {block.name} reads {name}"
                for name in read & set_elsewhere
            ]

    assert wrong == []
