"""Files in each of the formats, sound and faulty, made by code."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence

import docx
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

SHIPS = [["Ship", "Length", "Crew"], ["Aurora", "41 m", "12"], ["Borealis", "53 m", "19"], ["Cassiopeia", "38 m", "9"]]
STYLES = getSampleStyleSheet()
BODY = ParagraphStyle("justified", parent=STYLES["BodyText"], alignment=4)
HEAD, FOOT = "Harbour Office Yearbook", "Printed in Tromsø"

Drawing = Callable[[Canvas], None]


def pdf(
    story: Sequence[Flowable],
    columns: int = 1,
    *,
    running: bool = False,
    title: str | None = None,
    password: str | None = None,
) -> bytes:
    """A PDF as a word processor makes one: text in columns; ``running`` adds a head, and a foot with page numbers."""
    file = io.BytesIO()
    encryption = StandardEncryption(password, ownerPassword="keeper") if password is not None else None
    document = BaseDocTemplate(file, pagesize=A4, title=title, encrypt=encryption)
    gutter = 14
    width = (document.width - gutter * (columns - 1)) / columns
    frames = [
        Frame(document.leftMargin + i * (width + gutter), document.bottomMargin, width, document.height, 0, 0, 0, 0)
        for i in range(columns)
    ]

    def decorate(canvas: Canvas, page: BaseDocTemplate) -> None:
        if not running:
            return
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, A4[1] - 40, HEAD)
        canvas.drawString(72, 40, FOOT)
        canvas.drawRightString(A4[0] - 72, 40, f"Page {page.page}")

    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    document.build(list(story))
    return file.getvalue()


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, BODY)


def heading(text: str, level: int = 2) -> Paragraph:
    return Paragraph(text, STYLES[f"Heading{level}"])


def new_page() -> PageBreak:
    return PageBreak()


def bullets(*items: str) -> ListFlowable:
    return ListFlowable([ListItem(paragraph(item)) for item in items], bulletType="bullet")


def grid(rows: Sequence[Sequence[str]]) -> Table:
    """A table with lines around its cells, whose texts wrap."""
    cells = [[paragraph(cell) for cell in row] for row in rows]
    return Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)], colWidths=[110] * len(rows[0]))


def plain_table(rows: Sequence[Sequence[str]]) -> Table:
    """A table whose columns only white space parts."""
    return Table([list(row) for row in rows])


def drawn_pdf(*pages: Drawing, size: tuple[float, float] = A4) -> bytes:
    """A PDF whose pages are drawn."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(texts: Sequence[str], x: float = 72, top: float = 760, size: float = 11, pitch: float = 13) -> Drawing:
    """Draws lines of text, one below the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(x, top - number * pitch, text)

    return draw


def scanned_pdf(pages: int = 2) -> bytes:
    """A PDF of pictures, as a scanner makes one."""
    from PIL import Image  # noqa: PLC0415 - only here

    picture = ImageReader(Image.effect_noise((200, 300), 60))
    return drawn_pdf(*([lambda canvas: canvas.drawImage(picture, 0, 0, *A4)] * pages))


def many_pages(count: int) -> bytes:
    """A PDF of many pages with a line of text on each."""
    return drawn_pdf(*(lines([f"This is the line on page {number}."]) for number in range(1, count + 1)))


def docx_file(build: Callable[[docx.document.Document], object], title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def add_docx_table(document: docx.document.Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def pptx_file() -> bytes:
    """Four slides: a list with notes, one without anything, a table, a chart."""
    slides = Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[1])
    first.shapes.title.text = "Tides of the bay"
    first.placeholders[1].text = "Spring tides come at new moon\nNeap tides come a week later"
    first.notes_slide.notes_text_frame.text = "The ferry waits for the spring tide."
    slides.slides.add_slide(slides.slide_layouts[6])
    third = slides.slides.add_slide(slides.slide_layouts[5])
    third.shapes.title.text = "Ships"
    table = third.shapes.add_table(len(SHIPS), 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for row, cells in zip(table.rows, SHIPS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    fourth = slides.slides.add_slide(slides.slide_layouts[6])
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Oslo", "Bergen"]
    data.add_series("Berths", (40, 22))  # type: ignore[no-untyped-call]
    fourth.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(5), Inches(4), data)
    box = fourth.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1))
    box.text_frame.text = "Berths are counted in spring."
    file = io.BytesIO()
    slides.save(file)
    return file.getvalue()


def epub_file(chapters: Mapping[str, str], *, language: str = "en-GB", encryption: str | None = None) -> bytes:
    """A book with these chapters (names and the HTML of their bodies), read in this order."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>The Keeper's Book</dc:title><dc:publisher>Bay Press</dc:publisher>"
        f"<dc:date>1911-05-04</dc:date><dc:language>{language}</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
        **{
            f"OEBPS/{name}": f"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>{body}</body></html>"
            for name, body in chapters.items()
        },
    }
    if encryption is not None:
        files["META-INF/encryption.xml"] = (
            '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            f'<enc:EncryptionMethod Algorithm="{encryption}"/></enc:EncryptedData></encryption>'
        )
    return zip_file({name: text.encode() for name, text in files.items()})


def zip_file(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def encrypted_zip(name: str) -> bytes:
    """A zip file whose one member says that it is encrypted."""
    plain = bytearray(zip_file({name: b"Nobody can read this."}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        plain[plain.index(mark) + place] |= 1
    return bytes(plain)


def encrypted_office() -> bytes:
    """What Office writes for a file with a password: a container of the old kind with an encrypted package in it."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + "EncryptedPackage".encode("utf-16-le") + random.Random(4).randbytes(4000)
