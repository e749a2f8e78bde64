"""Changes one press in a copy of what the fingers wrote down, so that the page must no longer agree. Used to
show that expect.py can say no."""
import collections
import copy
import json
import pathlib

import expect


def decisive_changes(pressed):
    """Every single press, and what else it could have been, that leaves another finding."""
    by_question = collections.defaultdict(list)
    for press in pressed:
        by_question[press["question"]].append(press)
    for place, press in enumerate(pressed):
        asked, its_presses = expect.Asked(press["question"]), by_question[press["question"]]
        before = expect.expected(asked, its_presses)
        for other in [*asked.options, None]:
            changed = [dict(p, chosen=other) if p is press else p for p in its_presses]
            if expect.expected(asked, changed) != before:
                yield place, other


def write_with_one_changed(pressed_path, to_path):
    """The first decisive press is another; says which, or None where no single press decides anything."""
    pressed = expect.presses(pressed_path)
    found = next(decisive_changes(pressed), None)
    if found is None:
        return None
    changed = copy.deepcopy(pressed)
    changed[found[0]]["chosen"] = found[1]
    pathlib.Path(to_path).write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in changed))
    return pressed[found[0]], found[1]
