"""Reads the whole tree and reports every breach of the house style as `file:line: what to mend`.

    house.py [--root DIR]             exit 1 where there is a breach
    house.py [--root DIR] --missing   what tests/rules.md still lacks, as lines to fill in
"""

import argparse
import pathlib
import sys

import rooms
import rules
import shape


class Tree:
    """Every text file of the rooms, by its path from the root."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = {}
        for path in sorted(self.root.rglob("*")):
            relative = path.relative_to(self.root).as_posix()
            if any(part.startswith(".") or part == "__pycache__" for part in relative.split("/")):
                continue
            if path.is_file() and path.suffix not in (".png", ".ogg", ".ttf"):
                try:
                    self.files[relative] = path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue

    def root_entries(self):
        return sorted(entry.name for entry in self.root.iterdir())


def breaches(tree):
    for check in (rooms.breaches, shape.breaches, rules.breaches, rules.scenario_breaches):
        yield from check(tree)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--root", default=pathlib.Path(__file__).parents[2])
    arguments.add_argument("--missing", action="store_true")
    chosen = arguments.parse_args()
    tree = Tree(chosen.root)
    found = list(rules.missing(tree) if chosen.missing else breaches(tree))
    for line in found:
        print(line)
    if not chosen.missing:
        print(f"{len(tree.files)} files read, {len(found)} breaches")
    return 1 if found and not chosen.missing else 0


if __name__ == "__main__":
    sys.exit(main())
