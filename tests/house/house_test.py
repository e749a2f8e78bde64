"""The house test itself: a clean house is silent, and each planted breach is reported, once."""

import pathlib
import tempfile
import unittest

import house
import rules

# A small tree without a breach: one file a room that matters here, and one rule cited and shown.
CLEAN = {
    "README.md": "See C1.\n",
    "server-sync/foundation/result.h": "/// What can fail.\n#pragma once\n",
    "server-sync/foundation/clock.cpp": "long now() { return clock_gettime(0, nullptr); }\n",
    "server-sync/protocol/box.h": '/// Sealed (C1).\n#pragma once\n#include "server-sync/foundation/result.h"\n'
                                  "struct Box {\n};\n",
    "server-sync/device/outbox.h": "/// What delivery needs.\n#pragma once\n",
    "server-sync/device/link.h": "/// A network.\n#pragma once\n",
    "server-sync/counting/finding_shelf.h": "/// All that others may see.\n#pragma once\n",
    "server-sync/counting/tally_book.h": "/// Exact.\n#pragma once\n",
    "server-sync/intake/ledger.h": "/// What has arrived.\n#pragma once\n",
    "server-sync/dashboard/page.cpp": '#include "server-sync/counting/finding_shelf.h"\n',
    "server-sync/main.cpp": '#include <CLI/CLI.hpp>\n#include "server-sync/counting/tally_book.h"\n',
    "app/display/surface.h": "/// Pixels.\n#pragma once\n#include <SDL.h>\n",
    "app/display/canvas.h": "/// Millimetres.\n#pragma once\n",
    "app/answers/store.cpp": '#include "server-sync/device/outbox.h"\n'
                             "Result<int> f() {\n  auto one = TRY(read());\n  TRY(write(one));\n"
                             "  if (one) TRY(stop());\n  return Pair{one, two};\n}\n",
    "app/main.cpp": '#include "app/display/canvas.h"\n',
    "tests/box_test.cpp": "TEST(Box, HidesWhatItHolds) {}\n",
    "tests/rules.md": "| C1 | An answer is boxed at the tap. | `tests/box_test.cpp` Box.HidesWhatItHolds |\n",
}

MARK = "TO" + "DO"

# name → (file, its text, what the report says)
PLANTED = {
    "an include against the table":
        ("server-sync/protocol/a.cpp", '#include "server-sync/device/link.h"\n', "may not include"),
    "a page that sees exact numbers":
        ("server-sync/dashboard/a.cpp", '#include "server-sync/counting/tally_book.h"\n', "may not include"),
    "answers that see the network":
        ("app/answers/a.cpp", '#include "server-sync/device/link.h"\n', "may not include"),
    "a product file that includes tests":
        ("app/visit/a.cpp", '#include "tests/stand-ins/x.h"\n', "may not include"),
    "a collector that includes the device":
        ("server-sync/collector/a.cpp", '#include "server-sync/device/link.h"\n', "may not include"),
    "an include from nowhere":
        ("app/visit/a.cpp", '#include "visit.h"\n', "from the repository root"),
    "a second type of one name":
        ("app/visit/a.h", "/// A.\n#pragma once\nstruct Box {\n};\n", "Box is also a type in"),
    "a file in no room":
        ("server-sync/a.cpp", "int a;\n", "in no room"),
    "SDL outside display":
        ("app/screens/a.cpp", "#include <SDL2/SDL.h>\n", "only app/display/ may know SDL"),
    "SDL in a header that others include":
        ("app/screens/a.cpp", '#include "app/display/surface.h"\n', "SDL stays out of it"),
    "a second file that knows SQLite":
        ("server-sync/intake/a.cpp", "#include <sqlite3.h>\n", "may know sqlite3.h"),
    "a second file that knows libcurl":
        ("server-sync/device/a.cpp", "#include <curl/curl.h>\n", "may know libcurl"),
    "a second file that knows RESTinio":
        ("server-sync/collector/a.cpp", "#include <restinio/all.hpp>\n", "may know RESTinio"),
    "a second file with CLI11":
        ("server-sync/collector/a.cpp", "#include <CLI/CLI.hpp>\n", "CLI11 is heavy"),
    "a clock of one's own":
        ("app/visit/a.cpp", "auto t = std::chrono::steady_clock::now();\n", "only Clock knows the time"),
    "the time of C":
        ("app/visit/a.cpp", "auto t = time(nullptr);\n", "only Clock knows the time"),
    "a sleep":
        ("tests/app/a_test.cpp", "void f() { std::this_thread::sleep_for(ms); }\n", "only Clock knows the time"),
    "a poll of one's own":
        ("server-sync/device/a.cpp", "void f() { ::poll(fds, 1, 10); }\n", "only Clock knows the time"),
    "the driven clock in the product":
        ("app/visit/a.cpp", '#include "server-sync/foundation/driven_clock.h"\n', "may not include"),
    "a long file":
        ("app/visit/a.cpp", "int a();\n" * 501, "501 lines, at most 500"),
    "a long function":
        ("app/visit/a.cpp", "void f() {\n" + "  g();\n" * 59 + "}\n", "61 lines, at most 60"),
    "a long function after an initialiser list":
        ("app/visit/a.cpp", "namespace n {\nV::V(int a) : a_{a}, b_(1) {\n" + "  g();\n" * 59 + "}\n}\n", "61 lines"),
    "a long test":
        ("tests/app/a_test.cpp", "TEST(A, B) {\n" + "  g();\n" * 59 + "}\n", "61 lines, at most 60"),
    "a long member":
        ("app/visit/a.h", "/// A.\n#pragma once\nstruct A {\n  int f() const {\n" + "  g();\n" * 59 + "  }\n};\n", "61 lines"),
    "a file named for nothing":
        ("app/visit/visit_utils.cpp", "int a;\n", "'utils' names no thing"),
    "a class named for nothing":
        ("app/visit/a.cpp", "class VisitManager {\n};\n", "'Manager' in VisitManager"),
    "a throw":
        ("app/visit/a.cpp", "void f() { throw 1; }\n", "has no throw"),
    "an unfinished mark":
        ("app/visit/a.cpp", f"// {MARK} later.\n", "does not live on main"),
    "a header that does not say what it is":
        ("app/visit/a.h", "#pragma once\n", "opens with ///"),
    "a header that may be read twice":
        ("app/visit/a.h", "/// A visit.\nint a();\n", "#pragma once"),
    "TRY in an argument":
        ("app/visit/a.cpp", "int f() { g(TRY(h())); }\n", "TRY stands alone"),
    "TRY in an aggregate":
        ("app/visit/a.cpp", "int f() { auto a = A{.b = TRY(h())}; }\n", "TRY stands alone"),
    "TRY in a return":
        ("app/visit/a.cpp", "int f() { return TRY(h()); }\n", "TRY stands alone"),
    "TRY in a part of a condition":
        ("app/visit/a.cpp", "int f() { if (TRY(h()) > 1) g(); }\n", "TRY stands alone"),
    "TRY in half an expression":
        ("app/visit/a.cpp", "int f() { auto a = TRY(h()).b; }\n", "TRY stands alone"),
    "TRY behind a question mark":
        ("app/visit/a.cpp", "int f() { auto a = b ? c : TRY(h()); }\n", "TRY stands alone"),
    "TRY in a part of a loop's condition":
        ("app/visit/a.cpp", "int f() { while (TRY(h()) > 1) g(); }\n", "TRY stands alone"),
    "a rule without a row":
        ("app/visit/a.cpp", "// Wait (D45).\n", "D45 is cited and has no row"),
    "a range of rules without rows":
        ("app/visit/a.cpp", "// As C1–C2 say.\n", "C2 is cited and has no row"),
    "a rule cited by a page":
        ("server-sync/dashboard/a.html", "<p>C4</p>\n<!-- As C3 says. -->\n", "C3 is cited and has no row"),
    "a stray entry at the root":
        ("notes.md", "x\n", "nothing but the rooms"),
    "a row nobody cites":
        ("tests/rules.md", CLEAN["tests/rules.md"] + CLEAN["tests/rules.md"].replace("C1", "C2"), "C2 is cited nowhere"),
    "a row without its sentence":
        ("tests/rules.md", "| C1 | | `tests/box_test.cpp` Box.HidesWhatItHolds |\n", "needs its sentence"),
    "a row without a test":
        ("tests/rules.md", "| C1 | An answer is boxed at the tap. | |\n", "shown by no test"),
    "a row whose test is gone":
        ("tests/rules.md", CLEAN["tests/rules.md"].replace("Hides", "Shows"), "there is no Box.ShowsWhatItHolds"),
    "a row whose file is gone":
        ("tests/rules.md", CLEAN["tests/rules.md"].replace("box_", "bag_"), "there is no Box"),
}

# What looks like a breach and is none.
INNOCENT = {
    "words in comments and texts": ("app/visit/a.cpp", '// Never throw, never sleep_for.\nauto a = "TRY(x) throw";\n'),
    "a test that stands in for the disk": ("tests/stand-ins/a.cpp", "#include <sqlite3.h>\n"),
    "a digit separator": ("app/visit/a.cpp", "int a = 1'000;\nint b = 2'000;\n"),
    "a raw text with braces": ("tests/app/a_test.cpp", 'auto a = R"({"a": {)";\nint f() { return 1; }\n'),
    "a number that is no rule": ("app/visit/a.cpp", '// Base64 of C99 and xC2.\nauto c2 = "D45";\nint C2;\n'),
    "a function of 60 lines": ("app/visit/a.cpp", "void f() {\n" + "  g();\n" * 58 + "}\n"),
    "two functions in a long namespace": ("app/visit/a.cpp", "namespace n {\n" + "void f() {\n  g();\n}\n" * 40 + "}\n"),
    "a long table": ("app/visit/a.cpp", "const Row rows[] = {\n" + "    {1, 2},\n" * 20 + "};\nint f() { return 1; }\n"),
    "TRY as the body of a loop": ("app/visit/a.cpp", "int f() { for (int a = b ? 1 : 2; a < 3;) TRY(h(a)); }\n"),
    "TRY in a lambda": ("app/visit/a.cpp", "int f() { g([&] { TRY(h()); auto a = TRY(h()); }); }\n"),
    "a look without waiting": ("app/visit/a.cpp", "bool f() { return poll(&fd, 1, 0) > 0; }\n"),
    "a test that waits for a thread": ("tests/app/a_test.cpp", "void f() { poll(&fd, 1, -1); }\n"),
    "a member called poll": ("server-sync/device/a.cpp", "void f() { context.poll(); }\n"),
}


class HouseTest(unittest.TestCase):
    def reports(self, *files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**CLEAN, **dict(files)}.items():
                file = pathlib.Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return list(house.breaches(house.Tree(root)))

    def test_is_silent_in_a_clean_house(self):
        self.assertEqual(self.reports(), [])

    def test_reports_each_planted_breach_once(self):
        for name, (path, text, says) in PLANTED.items():
            with self.subTest(name):
                reports = self.reports((path, text))
                self.assertEqual(len(reports), 1, reports)
                self.assertIn(says, reports[0])

    def test_leaves_the_innocent_alone(self):
        for name, planted in INNOCENT.items():
            with self.subTest(name):
                self.assertEqual(self.reports(planted), [])

    def test_counts_the_names_of_the_foundation(self):
        more = [(f"server-sync/foundation/thing{n}.cpp", "int a;\n") for n in range(5)]
        self.assertIn("7 names, at most 6", self.reports(*more)[0])

    def test_lets_only_one_file_carry_a_heavy_header(self):
        self.assertEqual(self.reports(("server-sync/protocol/toml_file.cpp", "#include <toml++/toml.h>\n")), [])

    def test_offers_a_row_for_each_missing_rule(self):
        with tempfile.TemporaryDirectory() as root:
            pathlib.Path(root, "app").mkdir()
            pathlib.Path(root, "app/kiosk.cpp").write_text("// Wait (D45), boxed (C1).\n", encoding="utf-8")
            offered = list(rules.missing(house.Tree(root)))
        self.assertEqual([row.split("|")[1].strip() for row in offered], ["C1", "D45"])


if __name__ == "__main__":
    unittest.main()
