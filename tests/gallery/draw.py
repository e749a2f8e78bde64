#!/usr/bin/env python3
"""Draws the pictures that come in families: `draw.py [FOLDER]` writes them, into assets/pictures if not told.

The rest of assets/pictures is drawn by hand, one file each. Whoever gives a face, a basket or a person another
line changes it here, and all of its family follow.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import people  # noqa: E402
import scales  # noqa: E402

PICTURES = pathlib.Path(__file__).parents[2] / "assets" / "pictures"


def drawings():
    """Picture id → the file's text."""
    return {**scales.drawings(), **people.drawings()}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in drawings().items():
        (folder / f"{name}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
