"""PDFs out of our own templates: tagged, with whole fonts, and with nothing in them that is not ours.

WeasyPrint's own fetcher reads server files and makes requests for whatever a text manages to smuggle into a
page. Ours knows one scheme, `static:`, and one folder. The engine is imported when a job needs it.
"""

from pathlib import Path

from django.conf import settings

TOKENS, PAPER = "css/tokens.css", "css/paper.css"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".png": "image/png"}


class PdfUnavailable(Exception):
    """The server has no Pango, so no PDF can be made; everything else can."""


class Forbidden(ValueError):
    """A page asked for something that is not ours."""


def pdf(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1) of a page that extends `paper.html`; addresses in it begin with `static:`."""
    weasyprint, fetcher, Fonts, Missing = _engine()
    fonts = Fonts()
    style = weasyprint.CSS(string=stylesheet(), url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=html, base_url="static:/", url_fetcher=fetcher)
    try:
        return page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    except Missing as missing:  # no Exception of Python's, so that WeasyPrint itself does not swallow it
        raise FileNotFoundError(str(missing)) from None


def stylesheet() -> str:
    """The tokens of the pages and the sheet for papers. Paper is never dark, so the dark set is left out."""
    tokens = static_file(TOKENS).read_text()
    return tokens.partition("@media")[0] + static_file(PAPER).read_text()


def static_file(name: str) -> Path:
    """A file of our static folder. Raises Forbidden for anything that leads out of it, FileNotFoundError."""
    root = (settings.BASE_DIR / "static").resolve()
    path = (root / name.lstrip("/")).resolve()
    if not path.is_relative_to(root) or path.suffix not in TYPES:
        raise Forbidden(f"{name} is no file of ours.")
    if not path.is_file():
        raise FileNotFoundError(name)
    return path


def _engine():
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
    except OSError as missing:
        raise PdfUnavailable(str(missing)) from None

    class StaticOnly(URLFetcher):
        """Refuses http, file, data and the rest; a file of ours that is missing stops the printing."""

        def fetch(self, url, headers=None):
            scheme, _colon, name = url.partition(":")
            if scheme != "static":
                raise Forbidden(f"{url} is no file of ours.")
            try:
                path = static_file(name)
            except FileNotFoundError as missing:
                raise FatalURLFetchingError(f"{url} is missing") from missing
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return weasyprint, StaticOnly(), FontConfiguration, FatalURLFetchingError
