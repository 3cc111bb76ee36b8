"""GitHub's own Markdown: every cell comes out as the text that went in, and nothing as markup."""

import html
import re
import subprocess

from sample import Absent

CELLS = [
    "<b>bold</b>", "a|b", "*a* _b_ `c` ~~d~~", "[x](y) ![x](y)", "https://example.com/a_b_c",
    "www.example.com", "a_b _c", "\\|", "&amp; &#42;", "# head", "- item", "1. item", "snake_case_name",
    "<!-- x -->", "$x$", "日本 👩‍👩‍👧", "http://x", "a\\", "`", "``", "|", "\\", "!",
]


def check(sample):
    try:
        import cmarkgfm
    except ImportError:
        raise Absent("cmarkgfm is not installed")
    values = ", ".join("('" + cell.replace("'", "''") + "')" for cell in CELLS)
    text = subprocess.run(
        [sample.huntdb, "query", "--db", sample.store, "--format", "markdown",
         f"SELECT column1 AS \"a|b\", 1 AS n FROM (VALUES {values})"],
        capture_output=True, text=True, check=True).stdout
    page = cmarkgfm.github_flavored_markdown_to_html(text)
    cells = re.findall(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", page, re.S)
    assert len(cells) == 2 * (len(CELLS) + 1), page
    for wanted, cell in zip(["a|b", *CELLS], cells[::2]):
        assert "<" not in cell, f"{wanted!r} became markup: {cell}"
        assert html.unescape(cell) == wanted, f"{wanted!r} became {html.unescape(cell)!r}"
    return f"{len(CELLS)} cells"
