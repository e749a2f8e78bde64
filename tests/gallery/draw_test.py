#!/usr/bin/env python3
"""The pictures of families are what draw.py writes, and what it writes is right."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import draw  # noqa: E402
import people  # noqa: E402
import scales  # noqa: E402

COLOURS = {"none", "#1B2A41", "#FFFDF7", "#2B6CB0", "#93CBEA", "#E8912C", "#45A884", "#F9E27A", "#F7E6C6",
           "#E3F0F8", "#DDEFE6", "#FBF3CF", "#FBE9CE"}


class Families(unittest.TestCase):
    def test_lie_in_assets_as_they_are_drawn(self):
        for name, text in draw.drawings().items():
            with self.subTest(name):
                lying = (draw.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
                self.assertEqual(lying, text, "run tests/gallery/draw.py")

    def test_are_drawn_alike_every_time(self):
        self.assertEqual(draw.drawings(), draw.drawings())

    def test_never_share_a_name(self):
        self.assertFalse(set(scales.drawings()) & set(people.drawings()))

    def test_faces_differ_in_mouth_and_brows_alone(self):
        head = [text.split("\n")[:5] for name, text in scales.drawings().items()
                if name.startswith(("ansikt-", "glede-"))]
        self.assertEqual(len(head), 9)
        self.assertTrue(all(lines == head[0] for lines in head))


class EveryPicture(unittest.TestCase):
    def test_wears_the_colours_of_the_family(self):
        for file in sorted(draw.PICTURES.glob("*.svg")):
            text = file.read_text(encoding="utf-8")
            for colour in re.findall(r'(?:fill|stroke)="([^"]+)"', text):
                with self.subTest(file.name):
                    self.assertIn(colour, COLOURS)


if __name__ == "__main__":
    unittest.main()
