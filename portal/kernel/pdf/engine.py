"""The child process behind `render_pdf`: HTML on its input, PDF on its output. Nothing imports this module."""

import mimetypes
import resource
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from portal.kernel.pdf import PAPERS, STATIC


class OwnFilesOnly(URLFetcher):
    """Files of the portal's papers and static folder, and what the document brings along itself."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(folder) for folder in (PAPERS, STATIC)):
            raise FatalURLFetchingError(f"not a file of the papers: {url}")
        if not path.is_file():
            raise FatalURLFetchingError(f"no such file: {url}")
        content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def main(seconds: int, memory_mib: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib * 1024 * 1024,) * 2)
    document = HTML(
        string=sys.stdin.buffer.read().decode(),
        base_url=f"{PAPERS.as_uri()}/",
        url_fetcher=OwnFilesOnly(allowed_protocols={"data"}),
    )
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
