"""One run, one table: every figure beside what it is compared with, measured in the same minutes.

    bench.py [--json FILE] [--folder DIR] [ROW…]

Rows inside a process are measured by stemme-bench-kiosk and stemme-bench-collector; rows about a process are
measured here, from outside, on the kiosk that the demo starts. Real time throughout (C13).
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["STEMME_BUILD"]).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "journeys"))
import chromium  # noqa: E402

PATIENCE = 900  # real seconds a row may take
COLD_STARTS = 10
RECOVERIES = 3
IDLE_WINDOWS, IDLE_SECONDS, SETTLING_SECONDS = 2, 60, 3
CHROMIUM_STARTS, CHROMIUM_TAPS, CHROMIUM_RUNS = 5, 100, 3
RESTING_SECONDS = 20  # ten after the last touch the store does what waits for a quiet time, once
WATCHDOG_SECONDS = 60  # as in stemme-kiosk.service: feeding the dog is part of being idle
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def without_stemme(**more):
    """Nobody drives the clock here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEMME_")}
    return {**kept, "SDL_AUDIODRIVER": "dummy", **more}


# ---------------------------------------------------------------------------------- inside a process

def measured_by(program, source, needs_screen=False):
    def measure(name, folder):
        with screen() if needs_screen else contextlib.nullcontext("") as display:
            done = subprocess.run([BUILD / program, name, folder, source], env=without_stemme(DISPLAY=display),
                                  capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {name}: {done.stderr.strip() or done.returncode}")
        return [json.loads(done.stdout)]
    return measure


# --------------------------------------------------------------------------------- about a process

@contextlib.contextmanager
def screen():
    import stage
    virtual = stage.VirtualScreen()
    try:
        yield virtual.name
    finally:
        virtual.end()


class Ear:
    """What a process says to systemd: READY=1 comes after its first frame was presented."""

    def __init__(self, folder):
        self.address = str(folder / "notify")
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(self.address)
        self.line.settimeout(60)

    def wait_for_ready(self):
        while b"READY=1" not in self.line.recv(4096):
            pass


@contextlib.contextmanager
def started(arguments, display, ear, **environment):
    process = subprocess.Popen([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL,
                               env=without_stemme(DISPLAY=display, NOTIFY_SOCKET=ear.address, **environment))
    try:
        yield process
        if process.poll() is not None:
            raise RuntimeError(f"{pathlib.Path(arguments[0]).name} ended by itself: {process.returncode}")
    finally:
        process.terminate()
        process.wait(30)


def kiosk_in(folder):
    subprocess.run([BUILD / "stemme-bench-kiosk", "prepare", folder, SOURCE / "assets"], check=True)
    return [BUILD / "stemme-kiosk", "--state", folder, "--assets", SOURCE / "assets", "--window", "1280x800"]


def start_ms(arguments, display, ear):
    begun = time.monotonic()
    with started(arguments, display, ear):
        ear.wait_for_ready()
        return (time.monotonic() - begun) * 1000


def cold_start(name, folder):
    """From exec to the first frame; the files are in the page cache, as after the first start of a day."""
    ear = Ear(folder)
    kiosk = kiosk_in(folder)
    window = [BUILD / "stemme-bench-kiosk", "window", folder, SOURCE]
    with screen() as display:
        start_ms(kiosk, display, ear), start_ms(window, display, ear)
        runs, against = [], []
        for _ in range(COLD_STARTS):
            runs.append(start_ms(kiosk, display, ear))
            against.append(start_ms(window, display, ear))
    return [row(name, "ms", runs, against)]


def used_by(pid):
    """CPU seconds and voluntary switches of all threads so far."""
    after_name = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    cpu = (int(after_name[11]) + int(after_name[12])) / TICKS_A_SECOND
    switches = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                switches += int(line.split()[1])
    return cpu, switches


def idle(name, folder):
    """At rest after a start: nobody touches it, it draws its one slow change and feeds its dog."""
    ear = Ear(folder)
    cpus, wakes = [], []
    with screen() as display, started(kiosk_in(folder), display, ear,
                                      WATCHDOG_USEC=str(WATCHDOG_SECONDS * 1_000_000)) as kiosk:
        ear.wait_for_ready()
        time.sleep(RESTING_SECONDS)
        for _ in range(IDLE_WINDOWS):
            cpu, switches = used_by(kiosk.pid)
            time.sleep(IDLE_SECONDS)
            cpu_after, switches_after = used_by(kiosk.pid)
            cpus.append((cpu_after - cpu) / IDLE_SECONDS * 100)
            wakes.append((switches_after - switches) / IDLE_SECONDS)
    return [row(name, "%", cpus, []), row("kiosk_idle_wakeups_per_s", "1/s", wakes, [])]


def recovery(name, folder):
    """Killed with a visit open: systemd waits, it starts, reads what it had, and can be touched when its first frame
    is there."""
    ear = Ear(folder)
    kiosk = kiosk_in(folder)
    unit = (SOURCE / "firmware/stemme-kiosk.service").read_text()
    waits_ms = 1000 * float(re.search(r"^RestartSec=([\d.]+)$", unit, re.M).group(1))
    runs = []
    with screen() as display:
        for _ in range(RECOVERIES):
            killed = subprocess.Popen([str(word) for word in kiosk], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL,
                                      env=without_stemme(DISPLAY=display, NOTIFY_SOCKET=ear.address))
            ear.wait_for_ready()
            for x, y in ((640, 300), (320, 420)):
                time.sleep(1)
                chromium.press(display, x, y)
            killed.kill()
            killed.wait()
            runs.append(waits_ms + start_ms(kiosk, display, ear))
    return [row(name, "ms", runs, [])]


def beside_nginx(name, folder):
    import beside_nginx as requests
    own, other = requests.measure(folder)
    return [row(name, "1/s", own, other)]


# ---------------------------------------------------------------------------------- beside a browser

def memory(name, folder):
    """After a visit: the first frame is not all that a kiosk keeps."""
    ear = Ear(folder)
    with screen() as display, started(kiosk_in(folder), display, ear) as kiosk:
        ear.wait_for_ready()
        for x, y in ((640, 300), (320, 420), (320, 420)):
            time.sleep(SETTLING_SECONDS)
            chromium.press(display, x, y)
        time.sleep(SETTLING_SECONDS)
        own = chromium.pss_mb([kiosk.pid])
    with screen() as display, chromium.opened(folder, display, without_stemme()) as (browser, stall, _):
        chromium.taps(display, stall, 5)
        against = chromium.pss_mb(chromium.family(browser.pid))
    return [row("kiosk_pss_mb", "MB", [own], []), row(name, "MB", [own], [against])]


def start_beside_chromium(name, folder):
    """Both with everything in the page cache and a profile that has been opened before."""
    ear = Ear(folder)
    kiosk = kiosk_in(folder)
    with screen() as display:
        start_ms(kiosk, display, ear)
        runs = [start_ms(kiosk, display, ear) for _ in range(CHROMIUM_STARTS)]
        against = []
        for _ in range(CHROMIUM_STARTS + 1):
            with chromium.opened(folder, display, without_stemme()) as (_, _, took):
                against.append(took)
    return [row(name, "ms", runs, against[1:])]


def tap_beside_chromium(kind, share):
    own = measured_by("stemme-bench-kiosk", SOURCE / "assets", needs_screen=True)

    def measure(name, folder):
        [figure] = own(name, folder)
        with screen() as display, chromium.opened(folder, display, without_stemme()) as (_, stall, _):
            chromium.taps(display, stall, 5)
            runs = [chromium.taps(display, stall, CHROMIUM_TAPS)[kind] for _ in range(CHROMIUM_RUNS)]
        against = [sorted(taps)[max(1, -(-len(taps) * share // 100)) - 1] for taps in runs]
        return [row(name, "ms", figure["runs"], against)]
    return measure


def speech(name, folder):
    """The longest kind of line a child is read, in the form a machine's voices lie on the shelf."""
    words = "Vi spør for å gjøre dagene bedre. Du velger selv om du vil svare. De voksne ser svarene."
    spoken = subprocess.run(["espeak-ng", "-v", "nb", "-s", "135", "--stdout", "--", words], capture_output=True,
                            check=True)
    subprocess.run(["opusenc", "--quiet", "--bitrate", "24", "-", folder / "line.opus"], input=spoken.stdout,
                   stderr=subprocess.DEVNULL, check=True)
    return measured_by("stemme-bench-kiosk", SOURCE / "assets")(name, folder)


def row(name, unit, runs, against):
    value = statistics.median(runs)
    beside = statistics.median(against) if against else None
    return {"name": name, "value": value, "unit": unit, "against": beside,
            "ratio": value / beside if beside else None, "runs": runs}


# -------------------------------------------------------------------------------------------- rows

ROWS = {
    "tap_durable_p50_vs_fsync": (
        measured_by("stemme-bench-kiosk", SOURCE / "assets"), "a bare 4 KiB write + fdatasync"),
    "tap_painted_p99_ms": (
        measured_by("stemme-bench-kiosk", SOURCE / "assets", needs_screen=True),
        "that write + showing the same pixels"),
    "growth_frame_p99_ms": (
        measured_by("stemme-bench-kiosk", SOURCE / "assets", needs_screen=True), "a frame at 60 Hz"),
    "kiosk_idle_cpu_percent": (idle, ""),
    "kiosk_cold_start_ms": (cold_start, "a bare SDL window's first frame"),
    "speech_starts_ms": (speech, "the click, in memory on an open card"),
    "kiosk_memory_over_8_h": (
        measured_by("stemme-bench-kiosk", SOURCE / "assets", needs_screen=True), "after the first hour"),
    "kiosk_pss_vs_chromium": (memory, "five faces in Chromium"),
    "kiosk_cold_start_vs_chromium": (start_beside_chromium, "five faces in Chromium"),
    "tap_painted_p50_vs_chromium": (tap_beside_chromium(1, 50), "five faces in Chromium"),
    "tap_durable_p99_vs_chromium": (tap_beside_chromium(0, 99), "five faces in Chromium, IndexedDB strict"),
    "ingest_answers_vs_sqlite_ceiling": (
        measured_by("stemme-bench-collector", SOURCE), "one loop of SQLite, same commits"),
    "ingest_answers_vs_sqlite_ceiling_5": (
        measured_by("stemme-bench-collector", SOURCE), "the same of five answers a batch"),
    "ingest_answers_vs_sqlite_ceiling_496": (
        measured_by("stemme-bench-collector", SOURCE), "the same of full batches"),
    "ingest_requests_vs_nginx": (beside_nginx, "a static reply of nginx"),
    "intake_answers_per_cpu_s_5": (measured_by("stemme-bench-collector", SOURCE), "signatures and digests alone"),
    "intake_answers_per_cpu_s_50": (measured_by("stemme-bench-collector", SOURCE), "signatures and digests alone"),
    "intake_answers_per_cpu_s_496": (measured_by("stemme-bench-collector", SOURCE), "signatures and digests alone"),
    "collector_bytes_per_answer": (measured_by("stemme-bench-collector", SOURCE), "its box"),
    "device_bytes_per_answer": (measured_by("stemme-bench-kiosk", SOURCE / "assets"), "its box"),
    "kiosk_recovery_ms": (recovery, ""),
    "counted_answers_per_cpu_s": (measured_by("stemme-bench-collector", SOURCE), "opening the boxes alone"),
    "counted_batches_of_a_long_epoch": (measured_by("stemme-bench-collector", SOURCE), "as many from short epochs"),
    "summary_page_p99_ms_400k": (
        measured_by("stemme-bench-collector", SOURCE), "the same from one house's first weeks"),
}


def number(value):
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def line(cells):
    return f"{cells[0]:<33} {cells[1]:>9} {cells[2]:<9} {cells[3]:>17} {cells[4]:>9} {cells[5]:>6}  {cells[6]}"


def show(figure, beside):
    spread = f"{number(min(figure['runs']))}…{number(max(figure['runs']))}"
    print(line([figure["name"], number(figure["value"]), figure["unit"], spread, number(figure["against"]),
                number(figure["ratio"]), beside]), flush=True)


def measure(names, folder):
    figures, failed = [], []
    print(line(["row", "median", "", "runs", "against", "ratio", "which is"]))
    for name in names:
        how, beside = ROWS[name]
        with tempfile.TemporaryDirectory(prefix="stemme-bench-", dir=folder) as own:
            try:
                measured = how(name, pathlib.Path(own))
            except (RuntimeError, OSError, subprocess.SubprocessError) as trouble:
                print(f"{name:<33} not measured: {trouble}", flush=True)
                failed.append(name)
                continue
            for figure in measured:
                show(figure, beside)
                figures.append(figure)
    return figures, failed


def main():
    arguments = argparse.ArgumentParser(prog="./stemme bench", description=__doc__.split("\n")[0])
    arguments.add_argument("--json", metavar="FILE", help="write the figures there too")
    arguments.add_argument("--folder", default=BUILD, help="on the disk to measure (default: the build folder)")
    arguments.add_argument("rows", metavar="ROW", nargs="*", help=", ".join(ROWS))
    chosen = arguments.parse_args()
    unknown = [name for name in chosen.rows if name not in ROWS]
    if unknown:
        arguments.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    before = os.getloadavg()[0]
    figures, failed = measure(chosen.rows or list(ROWS), chosen.folder)
    print(f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} processors")
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
