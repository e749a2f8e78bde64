"""The one list of packages: each has a purpose and a reason, none stands twice, and what the pages say of
installing works from it."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).parents[2]
LIST = ROOT / "firmware/dependencies.txt"
PURPOSES = {"build", "test", "check", "bench", "screens", "voices", "demo", "soak", "kiosk", "collector"}


def rows():
    lines = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    return [[part.strip() for part in line.split("|")] for line in lines]


class DependenciesTest(unittest.TestCase):
    def test_say_what_each_package_is_for_and_why(self):
        for row in rows():
            self.assertEqual(len(row), 3, row)
            package, purposes, reason = row
            self.assertRegex(package, r"^[a-z0-9][a-z0-9.+-]+$")
            self.assertLessEqual(set(re.split(r", *", purposes)), PURPOSES)
            self.assertGreater(len(reason), 10, package)

    def test_name_each_package_once(self):
        names = [package for package, _, _ in rows()]
        self.assertEqual(sorted(set(names)), sorted(names))

    def test_are_asked_for_by_the_script_under_the_same_purposes(self):
        asked = re.findall(r"need_packages ([a-z ]+)", (ROOT / "stemme").read_text())
        self.assertTrue(asked)
        for purpose in " ".join(asked).split():
            self.assertIn(purpose, PURPOSES)

    def test_can_be_read_by_the_line_in_the_page(self):
        page = (ROOT / "firmware/README.md").read_text()
        for purpose in ("build", "kiosk", "collector"):
            line = re.search(rf"awk -F'\|' '\$2 ~ /{purpose}/ \{{print \$1\}}' [\w/]+/dependencies\.txt", page).group()
            here = line.replace("/usr/share/doc/stemme", "firmware")
            said = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=True)
            wanted = [package for package, purposes, _ in rows() if purpose in re.split(r", *", purposes)]
            self.assertEqual(said.stdout.split(), wanted)


if __name__ == "__main__":
    unittest.main()
