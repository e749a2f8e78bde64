#!/usr/bin/python3 -B
"""The proof can fail: against a page made by hand, expect.py agrees with what was pressed and with nothing else."""
import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import decisive
import expect

PAGE = """<table><tr class="key"><td colspan="3"><span>Bra</span></td></tr>
<tr><th scope="row">Hvordan var det i barnehagen i dag?<small>åpen skjerm, om lag 24 svar</small></th>
<td class="d"><svg role="img" aria-label="Ikke bra: om lag 3, Midt imellom: om lag 6, Bra: om lag 12"></svg>
<small>hoppet over: ingen</small></td><td class="v">som før</td></tr>
<tr><th scope="row">Hvor vil du på tur?<small>i samling</small></th><td class="d">delt</td><td class="v"></td></tr>
</table>"""
COUNTS = {"ikke-bra": 4, "midt": 6, "bra": 13, None: 1}


def pressed(counts=None, days=("2025-10-27", "2025-10-28")):
    every = [option for option, count in (counts or COUNTS).items() for _ in range(count)]
    return [{"day": days[place % len(days)], "question": "bhg-dagen-56.trivsel", "chosen": option}
            for place, option in enumerate(every)]


def wrong(presses, page=PAGE):
    with contextlib.redirect_stdout(io.StringIO()):
        return list(expect.disagreements(presses, page))


def wrong_of(members, presses):
    with contextlib.redirect_stdout(io.StringIO()):
        return list(expect.disagreements(presses, PAGE, members))


class Expectation(unittest.TestCase):
    def test_agrees_with_what_was_pressed(self):
        self.assertEqual(wrong(pressed()), [])

    def test_disagrees_with_every_decisive_change(self):
        presses, changes = pressed(), list(decisive.decisive_changes(pressed()))
        self.assertGreater(len(changes), 20)
        for place, other in changes:
            changed = [dict(p, chosen=other) if i == place else p for i, p in enumerate(presses)]
            self.assertNotEqual(wrong(changed), [], (place, other))

    def test_disagrees_when_a_press_is_missing_from_the_page(self):
        self.assertNotEqual(wrong(pressed(), PAGE.replace("Hvordan var det", "Hvordan er det")), [])

    def test_disagrees_when_the_page_answers_what_nobody_pressed(self):
        self.assertNotEqual(wrong(pressed(), PAGE.replace("<small>i samling", "<small>åpen skjerm")), [])

    def test_waits_below_ten_and_on_one_day(self):
        asked = expect.Asked("bhg-dagen-56.trivsel")
        self.assertEqual(expect.expected(asked, pressed({"bra": 9})), {"waits": True})
        self.assertEqual(expect.expected(asked, pressed(days=("2025-10-27",))), {"waits": True})

    def test_shows_no_numbers_where_every_rest_is_the_same(self):
        asked = expect.Asked("bhg-dagen-56.trivsel")
        self.assertEqual(expect.expected(asked, pressed({"ikke-bra": 1, "midt": 4, "bra": 7, None: 1})), {"withheld": True})
        self.assertEqual(expect.expected(asked, pressed({"midt": 5, "bra": 8})), {"withheld": True})

    def test_leaves_out_a_day_with_more_answers_than_members(self):
        crowd = [{"day": "2025-10-29", "question": "bhg-dagen-56.trivsel", "chosen": "bra"}] * 14
        self.assertEqual(wrong_of(10, pressed() + crowd), [])
        self.assertNotEqual(wrong_of(11, pressed() + crowd), [])

    def test_rounds_to_the_nearest_three(self):
        self.assertEqual([expect.rounded(n) for n in range(9)], [0, 0, 3, 3, 3, 6, 6, 6, 9])

    def test_the_script_ends_with_one_for_a_changed_press(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "page.html").write_text(PAGE)
            book, other = folder / "pressed.jsonl", folder / "changed.jsonl"
            book.write_text("".join(json.dumps(p) + "\n" for p in pressed()))
            self.assertIsNotNone(decisive.write_with_one_changed(book, other))
            self.assertEqual([self.run_script(path, folder) for path in (book, other)], [0, 1])

    @staticmethod
    def run_script(book, folder):
        script = pathlib.Path(expect.__file__)
        return subprocess.run([sys.executable, "-B", script, "--pressed", book, "--page", folder / "page.html"],
                              capture_output=True).returncode


if __name__ == "__main__":
    unittest.main()
