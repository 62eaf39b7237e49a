"""The pages as a visitor meets them: a browser without scripts, and a shop and gateways that post."""

from base64 import b64encode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx2 import Response
from starlette.testclient import TestClient

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, RecordedEvent, Scope
from stopline.consent.status import State
from stopline.web.app import web_app
from stopline.web.site import Site
from stopline.workspace import Workspace

URL = "https://texts.example.com"
API_TOKEN = "a-token-that-nobody-can-guess"  # noqa: S105
PUSH_SECRET = "a-secret-that-nobody-can-guess"  # noqa: S105
TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""The key Telnyx signs with in tests."""
PUSH_SECRETS = {
    **{f"STOPLINE_PUSH_{name}": PUSH_SECRET for name in ("MODEM", "TWILIO", "SINCH", "VONAGE", "PLIVO")},
    "STOPLINE_PUSH_TELNYX": b64encode(TELNYX_KEY.public_key().public_bytes_raw()).decode(),
}
"""What every gateway that pushes is known by, by environment variable."""
SETTINGS = f"""
[web]
url = "{URL}"
[[web.forms]]
slug = "news"
title = "News from the harbour"
channels = ["sms", "email"]
tag = "web"
[[web.forms]]
slug = "repairs"
title = "Repair notices"
scope = "notice"
double_opt_in = true
asks_name = true
[[web.forms]]
slug = "own"
title = "Our words"
wording = {{ en = "Send me {{what}} from {{team}}.", fr = "Envoyez-moi {{what}} de {{team}}." }}
[[web.pushes]]
name = "modem"
[[web.pushes]]
name = "twilio"
kind = "twilio"
[[web.pushes]]
name = "sinch"
kind = "sinch"
[[web.pushes]]
name = "vonage"
kind = "vonage"
[[web.pushes]]
name = "telnyx"
kind = "telnyx"
[[web.pushes]]
name = "plivo"
kind = "plivo"
"""
MARIA = Address("+12025550101")


@dataclass
class SentForm:
    """A form on a page, as a browser would send it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    button: str = ""

    def body(self, **answers: str | list[str]) -> list[tuple[str, str]]:
        """Return the fields with answers in them."""
        given = {name: value if isinstance(value, list) else [value] for name, value in answers.items()}
        kept = [(name, value) for name, value in self.fields.items() if name not in given]
        return kept + [(name, value) for name, values in given.items() for value in values]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.ticked: list[str] = []
        self._is_in_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(SentForm(attributes["action"]))
        if tag == "input" and attributes.get("type") != "checkbox":
            self.forms[-1].fields[attributes["name"]] = attributes.get("value", "")
        if tag == "input" and "checked" in attributes:
            self.ticked.append(attributes["value"])
        self._is_in_button = tag == "button"

    def handle_data(self, data: str) -> None:
        if self._is_in_button:
            self.forms[-1].button += data


def forms_in(page: str) -> list[SentForm]:
    """Return every form of a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def ticked_in(page: str) -> list[str]:
    """Return the boxes that are ticked on a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.ticked


class Web:
    """The face of one workspace, with a visitor in front of it."""

    def __init__(self, workspace: Workspace, clock: ManualClock, *, is_behind_proxy: bool = False) -> None:
        self.workspace = workspace
        self.clock = clock
        self.site = Site(workspace, is_behind_proxy=is_behind_proxy)
        self.app = web_app(self.site, body_seconds=0.3)
        self.client = self.visitor()

    def visitor(self, ip: str = "203.0.113.5") -> TestClient:
        """Return somebody with a network address of their own."""
        return TestClient(
            self.app,
            base_url=URL,
            client=(ip, 50_000),
            headers={"user-agent": "Phone/1.0", "accept-language": "en"},
            follow_redirects=False,
        )

    def page(self, path: str, **headers: str) -> str:
        """Return a page that is there."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    def form(self, path: str) -> SentForm:
        """Return the form on an opt-in page."""
        return forms_in(self.page(path))[0]

    def send(
        self, form: SentForm, *, client: TestClient | None = None, **answers: str | list[str]
    ) -> Response:
        """Send a form with answers."""
        return self.post(form.action, form.body(**answers), client=client)

    def post(
        self,
        path: str,
        fields: list[tuple[str, str]],
        client: TestClient | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send fields as a browser sends a form."""
        kind = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        return (client or self.client).post(path, content=urlencode(fields), headers=kind)

    def link(self, address: Address = MARIA) -> str:
        """Return the path of somebody's preference page."""
        return self.workspace.preference_links.to(address).removeprefix(URL)

    def button(self, link: str, action: str, channel: str = "", scope: str = "") -> SentForm:
        """Return the form behind a button of a preference page."""
        wanted = {"action": action} | ({"channel": channel, "scope": scope} if channel else {})
        return next(form for form in forms_in(self.page(link)) if wanted.items() <= form.fields.items())

    def state(
        self, address: Address = MARIA, scope: Scope = Scope.ALL, channel: Channel = Channel.SMS
    ) -> State:
        """Return where somebody stands."""
        return self.workspace.standings.of(address, channel).within(scope).state

    def events(self, address: Address = MARIA) -> list[RecordedEvent]:
        """Return what the ledger knows of somebody."""
        return self.workspace.ledger.events_of(address)


def query_of(location: str) -> dict[str, str]:
    """Return the query of an address."""
    return dict(parse_qsl(location.partition("?")[2]))
