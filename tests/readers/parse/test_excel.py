"""Small workbooks whose cells lie so far apart that no memory holds what is between."""

import io
import zipfile

import openpyxl
import pytest

from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.parse.excel import n_cells_in
from backstride.settings import Settings

KIND = "application/vnd.oasis.opendocument.spreadsheet"
TABLE = "<table:table-row>{}</table:table-row>"
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
ROWS = TABLE.format(CELL.format("date") + CELL.format("pain")) + TABLE.format(
    CELL.format("2024-03-01") + CELL.format("3")
)
REST = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def excel(path, *places):
    """A table of pain with one more cell at each place."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (("date", "pain"), ("2024-03-01", 3)):
        sheet.append(row)
    for place in places:
        sheet[place] = 1
    workbook.save(path)
    return path


def open_document(path, rows):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", KIND)
        parts.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{KIND}"/></m:manifest>',
        )
        parts.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def n_cells(path):
    with zipfile.ZipFile(path) as parts:
        return n_cells_in(parts)


@pytest.mark.parametrize(
    ("places", "expected"),
    [(("C30000",), 90_000), (("A9000", "Z1"), 26 * 9000), (("AAA100",), 70_300)],
)
def test_cells_of_an_excel_sheet_are_counted_by_the_farthest_row_and_column(
    tmp_path, places, expected
):
    assert n_cells(excel(tmp_path / "log.xlsx", *places)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS, 4),
        (ROWS + REST, 4),
        (ROWS + REST + ROWS, 2 * 1048578),
        (ROWS + '<table:table-row table:number-rows-repeated="8"><table:table-cell a=">" '
         'table:number-columns-repeated="5" office:value="1"/></table:table-row>', 50),
    ],
)  # fmt: skip
def test_cells_of_an_open_document_are_counted_as_they_repeat(tmp_path, rows, expected):
    assert n_cells(open_document(tmp_path / "log.ods", rows)) == expected


def test_places_are_found_wherever_the_pieces_of_a_part_end(tmp_path, monkeypatch):
    path = excel(tmp_path / "log.xlsx", "C30000")
    other = open_document(tmp_path / "log.ods", ROWS + REST + ROWS)
    for n_bytes in (97, 100, 103):
        monkeypatch.setattr("backstride.readers.parse.excel.CHUNK_BYTES", n_bytes)
        assert n_cells(path) == 90_000
        assert n_cells(other) == 2 * 1048578


def test_a_tag_without_an_end_is_told(tmp_path):
    path = open_document(tmp_path / "log.ods", f'{ROWS}<table:table-cell a="{"b" * 2_000_000}')
    with pytest.raises(DataError, match=r"log.ods: .*(unpacks to more|a tag without an end)"):
        read_paths([path], Settings())


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_whose_cells_lie_too_far_apart_is_told(tmp_path, kind):
    if kind == "xlsx":
        path = excel(tmp_path / "log.xlsx", "XFD1048576")
    else:
        path = open_document(tmp_path / "log.ods", ROWS + REST.replace("/>", ' value="1"/>'))
    assert path.stat().st_size < 10_000
    with pytest.raises(DataError, match=r"its cells lie so far apart .* Delete the cells far"):
        read_paths([path], Settings())


def test_a_stray_cell_far_below_does_no_harm(tmp_path):
    reading = read_paths([excel(tmp_path / "log.xlsx", "B30000")], Settings())
    assert reading.pain["rating"].tolist() == ["3"]
    rows = ROWS + REST
    assert len(read_paths([open_document(tmp_path / "log.ods", rows)], Settings()).pain) == 1


def test_a_binary_workbook_is_told(tmp_path):
    content = io.BytesIO(excel(tmp_path / "log.xlsx").read_bytes())
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/workbook.bin", b"\x00")
    (tmp_path / "log.xlsb").write_bytes(content.getvalue())
    with pytest.raises(DataError, match=r"log.xlsb: a binary workbook .* Save it as .xlsx"):
        read_paths([tmp_path / "log.xlsb"], Settings())
