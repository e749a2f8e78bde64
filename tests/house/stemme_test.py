"""The root script on machines it has never seen: pretend package and build tools stand first on the PATH,
write down what they were asked, and answer as the test says."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
TOOLS = ("apt-get", "sudo", "cmake", "ninja", "ctest", "clang-tidy", "clang-format", "shellcheck")


class Machine:
    """A checkout and a PATH of pretend tools."""

    def __init__(self, scratch, user="1000", installed=True, missing_tools=()):
        self.top = pathlib.Path(scratch, "stemme")
        self.bin = pathlib.Path(scratch, "bin")
        self.calls = pathlib.Path(scratch, "calls")
        self.bin.mkdir()
        (self.top / "firmware").mkdir(parents=True)
        shutil.copy(ROOT / "stemme", self.top)
        shutil.copy(ROOT / "firmware/dependencies.txt", self.top / "firmware")
        # Beside the pretend tools only what every Debian has.
        for tool in ("bash", "env", "readlink", "dirname", "nproc", "mkdir", "tr", "tail", "cut", "grep", "sleep",
                     "find", "sort", "xargs", "sed", "cat", "sh"):
            (self.bin / tool).symlink_to(shutil.which(tool))
        for tool in set(TOOLS) - set(missing_tools):
            self.tool(tool, "exit 0")
        self.tool("id", f"echo {user}")
        self.tool("sudo", 'if [ "$1" != -v ]; then "$@"; fi')
        if "sudo" in missing_tools:
            (self.bin / "sudo").unlink()
        known = "*" if installed else "g++"
        self.tool("dpkg-query", f'shift 2; for p; do case $p in {known}) echo "ii  $p";; esac; done')

    def tool(self, name, body):
        file = self.bin / name
        log = f'echo "{name} $*" >>"{self.calls}"\n' if name not in ("id", "dpkg-query") else ""
        file.write_text(f"#!/bin/sh\n{log}{body}\n")
        file.chmod(0o755)

    def script(self, path, body):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)

    def run(self, *arguments, cwd=None):
        done = subprocess.run([str(self.top / "stemme"), *arguments], env={"PATH": str(self.bin)}, cwd=cwd or self.top,
                              capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def asked(self):
        return self.calls.read_text().splitlines() if self.calls.exists() else []


class StemmeTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = scratch.name

    def test_installs_nothing_where_nothing_is_missing(self):
        machine = Machine(self.scratch)
        code, said = machine.run("test")
        self.assertEqual(code, 0, said)
        self.assertFalse([call for call in machine.asked() if call.startswith(("apt-get", "sudo"))])

    def test_installs_what_is_missing_through_sudo(self):
        machine = Machine(self.scratch, installed=False)
        code, said = machine.run("test")
        self.assertEqual(code, 0, said)
        install = [call for call in machine.asked() if call.startswith("apt-get install")]
        self.assertEqual(len(install), 1, machine.asked())
        self.assertIn("-y --no-install-recommends", install[0])
        self.assertIn(" libsodium-dev", install[0])
        self.assertIn(" xvfb", install[0])
        self.assertNotIn(" clang-tidy", install[0])
        self.assertNotIn(" g++", install[0])

    def test_installs_as_root_without_sudo(self):
        machine = Machine(self.scratch, user="0", installed=False, missing_tools=("sudo",))
        code, said = machine.run("test")
        self.assertEqual(code, 0, said)
        self.assertIn("apt-get update", machine.asked())

    def test_says_what_to_do_where_it_may_not_install(self):
        machine = Machine(self.scratch, installed=False, missing_tools=("sudo",))
        code, said = machine.run("test")
        self.assertEqual(code, 1)
        self.assertIn("neither root nor sudo", said)
        self.assertIn("libsodium-dev", said)
        self.assertEqual(machine.asked(), [])

    def test_says_so_where_it_is_not_debian(self):
        machine = Machine(self.scratch)
        (machine.bin / "dpkg-query").unlink()
        code, said = machine.run("test")
        self.assertEqual(code, 1)
        self.assertIn("not Debian", said)

    def test_stops_and_shows_the_end_of_the_log_when_the_build_fails(self):
        machine = Machine(self.scratch)
        machine.tool("ninja", "echo box.cpp:7: error; exit 1")
        code, said = machine.run("test")
        self.assertNotEqual(code, 0)
        self.assertIn("box.cpp:7: error", said)
        self.assertFalse([call for call in machine.asked() if call.startswith("ctest")])

    def test_stops_when_installing_fails(self):
        machine = Machine(self.scratch, installed=False)
        machine.tool("apt-get", "echo E: no network; exit 100")
        code, said = machine.run("test")
        self.assertNotEqual(code, 0)
        self.assertIn("E: no network", said)
        self.assertFalse([call for call in machine.asked() if call.startswith(("cmake", "ninja"))])

    def test_passes_on_what_the_tests_say_and_prints_three_times(self):
        machine = Machine(self.scratch)
        machine.tool("ctest", "echo 99% tests passed, 1 tests failed out of 100; exit 8")
        code, said = machine.run("test", "-R", "Box")
        self.assertEqual(code, 8)
        self.assertIn("99% tests passed, 1 tests failed out of 100", said)
        self.assertRegex(said, r"installing \d+ s · building \d+ s · tests \d+ s")
        self.assertRegex(machine.asked()[-1], r"^ctest --preset test -j \d+ -R Box$")

    def test_says_what_goes_on_when_something_takes_longer_than_two_seconds(self):
        machine = Machine(self.scratch)
        machine.tool("ninja", "echo '[1/2] box.cpp'; sleep 3")
        _, said = machine.run("test")
        self.assertRegex(said, r"building test, [23] s: \[1/2\] box.cpp")

    def test_hands_the_demo_its_arguments_and_its_exit_code(self):
        machine = Machine(self.scratch)
        machine.script("firmware/speak-voices", 'echo "spoken: $*"')
        machine.script("tests/fleet/demo", 'echo "demo: $* in $STEMME_BUILD"; exit 3')
        code, said = machine.run("demo", "--once")
        self.assertEqual(code, 3)
        self.assertIn(f"demo: --once in {machine.top}/.build/demo", said)

    def test_soaks_for_minutes_or_lives_one_history_again(self):
        machine = Machine(self.scratch)
        machine.script("tests/soak/run", 'echo "soaking: $*"; exit 1')
        code, said = machine.run("soak", "--minutes", "7", "crash")
        self.assertEqual(code, 1)
        self.assertIn("soaking: --minutes 7 crash", said)
        self.assertRegex(machine.asked()[-1], r"^ninja .*/.build/fuzz -j \d+ stemme-fuzz$")
        machine.script(".build/demo/simulation_test", 'echo "seed $STEMME_SEED: $*"')
        _, said = machine.run("soak", "--seed=1812")
        self.assertIn("seed 1812: --gtest_filter=WholeRoad*", said)
        _, said = machine.run("soak", "--seed=7", "town")
        self.assertIn("seed 7: --gtest_filter=WholeTown*", said)
        code, said = machine.run("soak", "--sed=1812")
        self.assertEqual(code, 1)
        self.assertIn("soak --minutes N", said)

    def test_leaves_a_persons_paths_where_the_person_stands(self):
        machine = Machine(self.scratch)
        machine.script("server-sync/main.cpp", "")
        machine.script(".build/demo/stemme-collector", 'echo "$PWD: $*"')
        code, said = machine.run("pack-check", "my.toml", cwd=self.scratch)
        self.assertEqual(code, 0, said)
        self.assertIn(f"{self.scratch}: pack check my.toml", said)

    def test_is_honest_about_what_is_not_there_yet(self):
        machine = Machine(self.scratch)
        for verb in ("demo", "bench", "screens", "image", "deb"):
            with self.subTest(verb):
                code, said = machine.run(verb)
                self.assertEqual(code, 2, said)
                self.assertRegex(said, "not built yet|comes with the box")

    def test_lists_its_verbs_and_refuses_others(self):
        machine = Machine(self.scratch)
        code, said = machine.run()
        self.assertEqual(code, 0)
        for verb in ("demo", "test", "check", "bench", "voices", "screens", "soak", "mutants", "image", "deb", "format", "pack-check"):
            self.assertIn(verb, said)
        self.assertEqual(machine.run("tset")[0], 1)

    def test_shows_everything_the_check_found_in_one_run(self):
        machine = Machine(self.scratch)
        machine.tool("clang-format", "exit 1")
        machine.tool("ctest", "exit 8")
        machine.script("app/box.cpp", "")
        for room in ("server-sync", "firmware", "tests"):
            (machine.top / room).mkdir(exist_ok=True)
        code, said = machine.run("check")
        self.assertEqual(code, 1)
        self.assertIn("check found something in: layout tests", said)


if __name__ == "__main__":
    unittest.main()
