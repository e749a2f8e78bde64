"""The units: systemd finds nothing to say about them, and they are closed as tightly as trust §3.6 asks."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
FIRMWARE = ROOT / "firmware"
SKIPPED = 77  # ctest: SKIP_RETURN_CODE

EXPOSURE_MAX = {"stemme-kiosk.service": 2.0, "stemme-collector.service": 1.5, "stemme-collector-web.service": 1.5,
                "stemme-collector-count.service": 0.8}
UNITS = sorted(FIRMWARE.rglob("*.service"))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def setting(unit, name):
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)


class UnitsTest(unittest.TestCase):
    def test_leave_systemd_nothing_to_say(self):
        """Checked on copies whose programs exist: on this machine nothing is installed."""
        with tempfile.TemporaryDirectory() as scratch:
            copies = []
            for unit in UNITS:
                copy = pathlib.Path(scratch, unit.name)
                copy.write_text(re.sub(r"/usr/(bin|lib/stemme)/(stemme|screen|Xorg)", rf"{scratch}/\2", unit.read_text()))
                for program in re.findall(rf"{scratch}/[\w-]+", copy.read_text()):
                    pathlib.Path(program).write_text("#!/bin/sh\n")
                    pathlib.Path(program).chmod(0o755)
                copies.append(str(copy))
            code, said = run("systemd-analyze", "verify", "--man=no", *copies)
        # Only what is said of our own units: the machine's others are not ours to mend.
        ours = [line for line in said.splitlines() if "stemme" in line]
        self.assertEqual((code, ours), (0, []), said)

    def test_are_closed_as_tightly_as_they_claim(self):
        for name, exposure_max in EXPOSURE_MAX.items():
            with self.subTest(name):
                threshold = str(round(exposure_max * 10))
                code, said = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                                 f"--threshold={threshold}", str(FIRMWARE / name))
                score = re.search(r"exposure level for \S+: ([\d.]+)", said)
                print(f"{name}: {score.group(1) if score else said}, at most {exposure_max}")
                self.assertLessEqual(float(score.group(1)), exposure_max, said)
                self.assertEqual(code, 0, said)

    def test_start_programs_that_the_build_installs(self):
        installed = (FIRMWARE / "install.cmake").read_text()
        for unit in UNITS:
            self.assertIn(unit.name, installed)
            for path in re.findall(r"/usr/(?:bin|lib/stemme)/((?:stemme|screen)-[a-z]+)", unit.read_text()):
                self.assertIn(path, installed)

    def test_find_what_they_read_where_the_build_puts_it(self):
        """The collector's pages could not be opened where their templates had stayed in the sources."""
        installed = (FIRMWARE / "install.cmake").read_text()
        for folder in ("assets/", "server-sync/dashboard/templates"):
            self.assertTrue((ROOT / folder).is_dir())
            self.assertRegex(installed, rf"DIRECTORY \$\{{PROJECT_SOURCE_DIR\}}/{folder}\s+DESTINATION share/stemme ")

    def test_let_the_kiosk_tell_one_boot_from_the_next(self):
        """Under ProcSubset=pid there is no boot id, and answers of two boots were dated by one clock."""
        self.assertNotIn("pid", setting(FIRMWARE / "stemme-kiosk.service", "ProcSubset"))

    def test_let_the_screen_write_its_lock(self):
        """With /tmp read only no X server starts; what it writes is its lock, its socket and its log."""
        unit = FIRMWARE / "session/stemme-screen.service"
        self.assertIn("/tmp", " ".join(setting(unit, "ReadWritePaths")).split())

    def test_run_as_users_that_exist(self):
        users = re.findall(r"^u (\S+)", (FIRMWARE / "sysusers.conf").read_text(), re.MULTILINE)
        for unit in UNITS:
            for name in setting(unit, "User") + setting(unit, "Group"):
                self.assertIn(name, users)

    def test_keep_the_web_side_away_from_keys_and_backups(self):
        """C6: two users, one group; the one with the keys has no network, the one with the port no backups."""
        web, count = (FIRMWARE / f"stemme-collector-{side}.service" for side in ("web", "count"))
        self.assertNotEqual(setting(web, "User"), setting(count, "User"))
        self.assertEqual(setting(web, "Group"), setting(count, "Group"))
        self.assertIn("/srv/stemme-offsite", " ".join(setting(web, "InaccessiblePaths")))
        self.assertNotIn("offsite", " ".join(setting(web, "ReadWritePaths")))
        self.assertEqual(setting(count, "PrivateNetwork"), ["yes"])
        self.assertEqual(setting(count, "RestrictAddressFamilies"), ["AF_UNIX"])
        for unit in (web, count):
            # systemd would give the directory to one of the two, and undo `split`.
            self.assertEqual(setting(unit, "StateDirectory"), [])
            self.assertEqual(setting(unit, "Conflicts"), ["stemme-collector.service"])
            self.assertIn("/var/lib/stemme-collector", " ".join(setting(unit, "ReadWritePaths")).split())

    def test_watch_over_the_kiosk(self):
        unit = FIRMWARE / "stemme-kiosk.service"
        self.assertEqual(setting(unit, "Type"), ["notify"])
        self.assertEqual(setting(unit, "Restart"), ["always"])
        self.assertEqual(setting(unit, "StartLimitIntervalSec"), ["0"])
        self.assertTrue(setting(unit, "WatchdogSec"))

    def test_never_package_driven_time(self):
        """C13: neither a unit nor the build that is packaged may name the driven clock."""
        for unit in UNITS:
            self.assertNotIn("DRIVEN", unit.read_text())
        release = re.search(r'"name": "release".*?\}\s*\}', (ROOT / "CMakePresets.json").read_text(), re.DOTALL)
        self.assertNotIn("DRIVEN", release.group())


class ScreenCookieTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("xauth") and shutil.which("mcookie"), "no xauth here")
    def test_is_new_at_each_start_and_readable_by_the_group_alone(self):
        with tempfile.TemporaryDirectory() as scratch:
            authority = pathlib.Path(scratch, "authority")
            seen = set()
            for _ in range(2):
                code, said = run(str(FIRMWARE / "session/screen-cookie"), str(authority))
                self.assertEqual(code, 0, said)
                seen.add(run("xauth", "-f", str(authority), "list")[1])
            self.assertEqual(len(seen), 2)
            self.assertRegex(seen.pop(), r":0 +MIT-MAGIC-COOKIE-1 +[0-9a-f]{32}")
            self.assertEqual(authority.stat().st_mode & 0o777, 0o640)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not on this machine: the units were not looked at")
        sys.exit(SKIPPED)
    unittest.main()
