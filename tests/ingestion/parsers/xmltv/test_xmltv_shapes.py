from lxml import etree

from ingestion.parsers.xmltv.shapes import MAX_CHARACTERS, MAX_SHAPES, Shapes


def test_a_shape_names_what_is_read_and_where_it_stands() -> None:
    shape = Shapes()["desc", "odd", "title", "category", "title", "category", "icon"]
    assert shape.texts == [("description", 10_000, 0)]
    children = [etree.Element("child", n=str(position)) for position in range(7)]
    picked = [[one.get("n") for one in pick(children)] for _, pick in shape.others]
    assert picked == [["2", "4"], ["3", "5"], ["6"]]


def test_what_is_remembered_of_shapes_is_bounded() -> None:
    shapes = Shapes()
    for number in range(MAX_SHAPES + 10):
        assert shapes["title", f"odd{number}"].texts == [("title", 1_000, 0)]
    assert len(shapes) == 10
    assert shapes["title", "x" * MAX_CHARACTERS].texts == [("title", 1_000, 0)]
    assert shapes[("category",) * MAX_CHARACTERS].others
    assert len(shapes) == 10
