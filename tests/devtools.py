"""A page of a headless Chromium that a test drives: clicks, keys, what it shows, what it asked for.

It speaks the DevTools protocol over a pair of pipes: JSON messages, each ended by a zero byte.
"""

import base64
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.browser import OPTIONS, STOP_SECONDS

ANSWER_SECONDS = 60
POLL_SECONDS = 0.05
CENTRE_OF = """(() => {
  const [element, ...others] = %s;
  if (!element || others.length) return null;
  element.scrollIntoView({block: "center"});
  const {x, y, width, height} = element.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
})()"""

T = TypeVar("T")


class Page:
    """The one page of a browser."""

    def __init__(self, reading: int, writing: int, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.requests: list[str] = []  # addresses, in the order in which they were asked
        self.errors: list[str] = []  # what the page threw or wrote to its console as an error
        self._reading = reading
        self._writing = writing
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        target = self._first_page()
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.downloads.mkdir()
        self.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)

    def size(self, width: int, height: int) -> None:
        """In CSS pixels; screenshots have as many."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def colour_scheme(self, scheme: str) -> None:
        """What the page takes for the system's choice: "light" or "dark"."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def evaluate(self, script: str) -> Any:
        """The value of an expression of JavaScript, awaited; it must be JSON and not throw."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """The value of an expression as soon as it is something."""
        return self._wait(lambda: self.evaluate(script), script)

    def click(self, selector: str, text: str | None = None) -> None:
        """Click on the one element that fits, and whose text is `text`, as soon as it is there."""
        elements = f"[...document.querySelectorAll({json.dumps(selector)})]"
        if text is not None:
            elements += f".filter((element) => element.textContent.trim() === {json.dumps(text)})"
        x, y = self.wait_for(CENTRE_OF % elements)
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str, *, control: bool = False) -> None:
        """Press a key: "Enter", "Tab", " "."""
        codes = {"Enter": 13, "Tab": 9, " ": 32}
        event: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": codes[key]}
        text = {"Enter": "\r", " ": " "}.get(key)
        if text and not control:
            event["text"] = text
        event["modifiers"] = 2 if control else 0
        self.send("Input.dispatchKeyEvent", type="keyDown", **event)
        self.send("Input.dispatchKeyEvent", type="keyUp", **event)

    def choose(self, selector: str, text: str) -> None:
        """Choose the option of a `select` that reads so."""
        self.wait_for(
            f"""(() => {{
              const select = document.querySelector({json.dumps(selector)});
              const option = [...(select?.options ?? [])]
                .find((one) => one.text === {json.dumps(text)});
              if (!option) return false;
              // React looks for a change through the setter of the prototype only.
              const {{set}} = Object.getOwnPropertyDescriptor(
                HTMLSelectElement.prototype, "value");
              set.call(select, option.value);
              select.dispatchEvent(new Event("change", {{bubbles: true}}));
              return true;
            }})()"""
        )

    def downloaded(self, name: str) -> bytes:
        """A file that the page gave to save, once it is complete."""
        file = self.downloads / name
        self._wait(lambda: file.exists() and file.stat().st_size > 0, f"a download of {name}")
        return file.read_bytes()

    def screenshot(self) -> bytes:
        """The page as it is, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def send(self, method: str, **params: Any) -> Any:
        """One command of the protocol; its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            received = self._receive(deadline, method)
            if received.get("id") == self._number:
                assert "error" not in received, (method, received["error"])
                return received["result"]
            self._note(received)

    def _first_page(self) -> str:
        def found() -> str | None:
            targets = self.send("Target.getTargets")["targetInfos"]
            return next((t["targetId"] for t in targets if t["type"] == "page"), None)

        return str(self._wait(found, "a page"))

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(params["exceptionDetails"]))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.errors.append(params["entry"]["text"])

    def _receive(self, deadline: float, what: str) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._reading], [], [], deadline - time.monotonic())
            assert ready, f"Chromium did not answer {what}."
            self._unread += os.read(self._reading, 1 << 20)
        message, _, self._unread = self._unread.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        return received

    @staticmethod
    def _wait(look: Callable[[], T], what: str) -> T:
        deadline = time.monotonic() + ANSWER_SECONDS
        while not (seen := look()):
            assert time.monotonic() < deadline, f"Waited in vain for: {what}"
            time.sleep(POLL_SECONDS)
        return seen


@contextmanager
def driven(chromium: Path, folder: Path) -> Iterator[Page]:
    """A browser with one empty page, for as long as the block runs; its files go to `folder`."""
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    options = [option for option in OPTIONS if not option.startswith("--remote-debugging")]
    command = [chromium, *options, "--remote-debugging-pipe", "--window-size=1400,1000"]
    with (folder / "chromium.log").open("w") as log:
        process = subprocess.Popen(
            # Chromium reads from 3 and writes to 4.
            ["sh", "-c", f'exec "$@" 3<&{their_in} 4>&{their_out}', "sh", *command]
            + [f"--user-data-dir={folder / 'profile'}", "about:blank"],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its own children are a group that ends with it
            pass_fds=(their_in, their_out),
        )
    os.close(their_in)
    os.close(their_out)
    try:
        yield Page(our_in, our_out, folder)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=STOP_SECONDS)
        os.close(our_in)
        os.close(our_out)
