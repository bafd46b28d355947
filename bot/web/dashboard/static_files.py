"""Styles and scripts, all of our own house: each under an address that changes when it does."""

import mimetypes
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
FOR_A_YEAR = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files, read once; `addresses` has each by its name, to be written into pages."""

    def __init__(self, base: str) -> None:
        paths = [path for path in FOLDER.rglob("*") if path.suffix in (".css", ".js")]
        self._content = {path.name: path.read_bytes() for path in paths}
        self.addresses = {
            name: f"{base}/static/{name}?v={sha256(content).hexdigest()[:12]}"
            for name, content in self._content.items()
        }

    async def serve(self, request: Request) -> Response:
        """Answer with a file."""
        name = request.path_params["name"]
        if name not in self._content:
            return Response(status_code=404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(self._content[name], headers={"Cache-Control": FOR_A_YEAR}, media_type=kind)
