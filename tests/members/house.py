"""Another house that signs people in: a real OpenID provider on a port of this machine."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "unisono", "a secret of this test"


class House(ThreadingHTTPServer):
    """Who is signed in there, what it says of them, and how it goes wrong."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.url = f"http://localhost:{self.server_port}"
        self.person: dict[str, Any] = {}
        self.fault = ""
        self.asked: dict[str, dict[str, str]] = {}  # what was asked for, by the code it got

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def id_token(self) -> str:
        claims = {
            "iss": "http://elsewhere.example" if self.fault == "issuer" else self.url,
            "aud": "somebody else" if self.fault == "audience" else CLIENT,
            "exp": int(time.time()) + (-60 if self.fault == "too old" else 60),
            "iat": int(time.time()) - 60,
            **self.person,
        }
        return jwt.encode(claims, "k" * 32, algorithm="HS256")


class Door(BaseHTTPRequestHandler):
    server: House
    ROUTES: ClassVar[dict[str, str]] = {
        "/.well-known/openid-configuration": "configuration",
        "/authorize": "authorize",
        "/token": "token",
        "/userinfo": "userinfo",
    }

    def do_GET(self) -> None:
        self._route()

    def do_POST(self) -> None:
        self._route()

    def _route(self) -> None:
        path = urlsplit(self.path).path
        if self.server.fault == path:
            self._answer(500, {"error": "broken"})
        elif self.server.fault == f"{path} text":
            self._answer(200, "no JSON at all")
        else:
            getattr(self, f"_{self.ROUTES[path]}")()

    def _configuration(self) -> None:
        self._answer(200, self.server.configuration())

    def _authorize(self) -> None:
        asked = {name: value for name, [value] in parse_qs(urlsplit(self.path).query).items()}
        code = f"code{len(self.server.asked)}"
        self.server.asked[code] = asked
        back = {"code": code} if self.server.fault != "cancelled" else {"error": "access_denied"}
        self.send_response(302)
        query = urlencode(back | {"state": asked["state"]})
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: value for name, [value] in parse_qs(body).items()}
        asked = self.server.asked.pop(sent["code"], {})
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
            and asked.get("code_challenge") == challenge
            and asked.get("redirect_uri") == sent["redirect_uri"]
        )
        if is_right:
            token = {"access_token": "open", "token_type": "Bearer", "expires_in": 60}
            self._answer(200, token | {"id_token": self.server.id_token()})
        else:
            self._answer(400, {"error": "invalid_grant"})

    def _userinfo(self) -> None:
        is_open = self.headers["Authorization"] == "Bearer open"
        self._answer(200 if is_open else 401, self.server.person)

    def _answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode() if not isinstance(content, str) else content.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is told to the terminal."""


@contextmanager
def open_house() -> Iterator[House]:
    house = House()
    thread = threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield house
    finally:
        house.shutdown()
        house.server_close()
        thread.join()
