"""The opponent: the same five faces in Chromium's kiosk mode, a tap kept durably in IndexedDB before it is
shown; software rendering, real X11 presses. Everything comes from this machine."""
import contextlib
import http.server
import json
import os
import pathlib
import queue
import shutil
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = HERE.parents[1] / "assets" / "pictures"
FACES = ["ansikt-veldig-trist", "ansikt-trist", "ansikt-midt", "ansikt-glad", "ansikt-veldig-glad"]
WIDTH, HEIGHT = 1280, 800
PATIENCE = 60


def page():
    figures = (f"<figure>{(PICTURES / f'{face}.svg').read_text()}{face}</figure>" for face in FACES)
    return (HERE / "five_faces.html").read_text().replace("FACES", "".join(figures)).encode()


class Stall:
    """Serves the page on loopback and hears what it has to tell."""

    def __init__(self):
        told, whole = queue.Queue(), page()

        class Desk(http.server.BaseHTTPRequestHandler):
            def answer(self, body, kind):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(whole if self.path == "/" else b"", "text/html; charset=utf-8")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.put((self.path, time.monotonic(), json.loads(body)))
                self.answer(b"{}", "application/json")

            def log_message(self, *_):
                pass

        self.told = told
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def hear(self, path):
        while True:
            heard, when, what = self.told.get(timeout=PATIENCE)
            if heard == path:
                return when, what

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def arguments(address, profile):
    return [shutil.which("chromium") or "chromium", "--kiosk", "--no-sandbox", "--no-first-run", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--ozone-platform=x11",
            "--password-store=basic", f"--user-data-dir={profile}", f"--window-size={WIDTH},{HEIGHT}",
            "--window-position=0,0", f"--app={address}"]


def family(pid):
    """The process and all that it started."""
    children = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after_name = status.read_text().rsplit(")", 1)[1].split()
            children.setdefault(int(after_name[1]), []).append(int(status.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def pss_mb(pids):
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


@contextlib.contextmanager
def opened(folder, display, environment):
    """A running browser on its profile, its stall, and the milliseconds from exec to the first frame."""
    stall = Stall()
    begun = time.monotonic()
    process = subprocess.Popen(arguments(stall.address(), folder / "profile"), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                               env={**environment, "DISPLAY": display})
    try:
        when, _ = stall.hear("/shown")
        yield process, stall, (when - begun) * 1000
    finally:
        process.terminate()
        process.wait(30)
        stall.end()


def press(display, x, y):
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.05", "mouseup", "1"],
                   env={**os.environ, "DISPLAY": display}, check=True)


def taps(display, stall, count):
    """Milliseconds from the lift's event to COMMIT and to the frame, of so many presses."""
    durable, painted = [], []
    for number in range(count):
        press(display, WIDTH * (2 * (number % 5) + 1) // 10, HEIGHT * 55 // 100)
        _, took = stall.hear("/tapped")
        durable.append(took["durable"])
        painted.append(took["painted"])
        time.sleep(0.25)  # the frames of the growing choice are not the next tap's
    return durable, painted
