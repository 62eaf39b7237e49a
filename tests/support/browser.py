"""A real Chromium, driven over a pipe: what it shows, what it fetches, and clicks where a finger would click."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Browser:
    """One tab, with scripts switched off: our pages must do without."""

    to_browser: int
    from_browser: int
    session: str = ""
    fetched: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _number: int = 0
    _rest: bytes = b""

    def start(self) -> None:
        """Open the tab."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "DOM", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=True)

    def size(self, width: int, height: int) -> None:
        """Be as large as a phone or a desk."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def open(self, url: str) -> None:
        """Go somewhere and wait until it is there."""
        self.call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def text(self) -> str:
        """Return the HTML of the page."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        return str(self.call("DOM.getOuterHTML", nodeId=root)["outerHTML"])

    def type(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.call("DOM.focus", nodeId=self._node(selector))
        self.call("Input.insertText", text=text)

    def click(self, selector: str, *, leaves: bool = False) -> None:
        """Click in the middle of something; wait for the next page where it leads to one."""
        node = self._node(selector)
        self.call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        corners = self.call("DOM.getBoxModel", nodeId=node)["model"]["content"]
        place = {"x": (corners[0] + corners[4]) / 2, "y": (corners[1] + corners[5]) / 2}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)
        if leaves:
            self._wait_for("Page.loadEventFired")

    def width_of_page(self) -> float:
        """Return how wide the page is, which on a phone is no wider than the phone."""
        return float(self.call("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - whatever the browser answers
        """Ask the browser for something and return what it answers."""
        self._number += 1
        number = self._number
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def _node(self, selector: str) -> int:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        assert node, f"there is no {selector}"
        return int(node)

    def _wait_for(self, event: str) -> None:
        while self._read().get("method") != event:
            pass

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = os.read(self.from_browser, 1 << 20)
            assert chunk, "the browser has gone"
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.fetched.append(message["params"]["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(message["params"]["entry"]["text"])
        return message


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Run a browser for the length of a test."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = (
        f"exec '{CHROMIUM}' --headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars --lang=en"
        f" --remote-debugging-pipe --user-data-dir='{folder}' about:blank 3<&{theirs_in} 4>&{theirs_out}"
    )
    with (folder.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", command], pass_fds=(theirs_in, theirs_out), stdout=log, stderr=log
        )
    os.close(theirs_in)
    os.close(theirs_out)
    browser = Browser(ours_out, ours_in)
    try:
        browser.start()
        yield browser
    finally:
        process.terminate()
        process.wait(timeout=20)
        os.close(ours_out)
        os.close(ours_in)
