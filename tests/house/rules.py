"""tests/rules.md is true both ways: every rule that is cited has a row, and every row is cited and shown."""

import re

from source import Source

PAGE = "tests/rules.md"
CONTRACT_MAX, DOMAIN_MAX = 13, 84

_NUMBER = re.compile(r"(?<![\w#/+.-])([CD])([1-9][0-9]?)(?:[–-]\1?([1-9][0-9]?))?(?![\w.=+/])")
_ROW = re.compile(r"^\| *([CD][0-9]+) *\|(.*)\|(.*)\|\s*$")
_PROOF = re.compile(r"`([^`]+)` +([^;|]+)")
SCENARIOS, SCENARIO_COUNT = "tests/README.md", 36
_SCENARIO = re.compile(r"^\| *([0-9]+) *\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|\s*$")
_COMMENTED = (".h", ".cpp")
_READ_WHOLE = (".md", ".py", ".js", ".css", ".toml", ".cmake", ".txt", ".service", ".conf")
# The page itself and the test that plants false rules cite nothing.
_SILENT = (PAGE, "tests/house/")


def citations(tree):
    """Rule → the places that cite it."""
    places = {}
    for path, text in tree.files.items():
        for number, line in _cited_in(path, text):
            places.setdefault(number, []).append(f"{path}:{line}")
    return places


def _cited_in(path, text):
    if path.startswith(_SILENT):
        return
    if path.endswith(_COMMENTED):
        text = Source(path, text).comments()
    elif path.endswith(".html"):
        # Comments only: the C of a drawn path is a curve.
        text = re.sub(r"(?s)(?:\A|-->).*?(?=<!--|\Z)", lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    elif not path.endswith(_READ_WHOLE) and not text.startswith("#!"):
        return
    for match in _NUMBER.finditer(text):
        letter, first, last = match.group(1), int(match.group(2)), int(match.group(3) or match.group(2))
        for number in range(first, last + 1):
            if number <= (CONTRACT_MAX if letter == "C" else DOMAIN_MAX):
                yield f"{letter}{number}", text.count("\n", 0, match.start()) + 1


def rows(tree):
    """Rule → (line, sentence, [(file, name)…])."""
    found = {}
    for line, text in enumerate(tree.files.get(PAGE, "").split("\n"), 1):
        match = _ROW.match(text)
        if match:
            proofs = [(file, name.strip()) for file, name in _PROOF.findall(match.group(3))]
            found[match.group(1)] = (line, match.group(2).strip(), proofs)
    return found


def _shown(tree, file, name):
    text = tree.files.get(file)
    if text is None:
        return False
    suite, _, case = name.partition(".")
    if file.endswith(".cpp"):
        return re.search(rf"\(\s*{re.escape(suite)}\s*,\s*{re.escape(case)}\s*[,)]", text) is not None
    return name in text


def breaches(tree):
    cited, listed = citations(tree), rows(tree)
    for rule in sorted(set(cited) - set(listed), key=_order):
        yield f"{cited[rule][0]}: {rule} is cited and has no row in {PAGE}"
    for rule, (line, sentence, proofs) in listed.items():
        if rule not in cited:
            yield f"{PAGE}:{line}: {rule} is cited nowhere"
        if len(sentence) < 20:
            yield f"{PAGE}:{line}: {rule} needs its sentence"
        if not proofs:
            yield f"{PAGE}:{line}: {rule} is shown by no test"
        for file, name in proofs:
            if not _shown(tree, file, name):
                yield f"{PAGE}:{line}: {rule}: there is no {name} in {file}"


def scenario_breaches(tree):
    """The table of what may go wrong (trust 1.2) is whole, and its tests are there."""
    seen = []
    for line, text in enumerate(tree.files.get(SCENARIOS, "").split("\n"), 1):
        match = _SCENARIO.match(text)
        if not match:
            continue
        seen.append(int(match.group(1)))
        for file, name in _PROOF.findall(match.group(3)):
            if not _shown(tree, file, name.strip()):
                yield f"{SCENARIOS}:{line}: scenario {match.group(1)}: there is no {name.strip()} in {file}"
    if tree.files.get(SCENARIOS) and seen != list(range(1, SCENARIO_COUNT + 1)):
        yield f"{SCENARIOS}:1: the table of scenarios has {len(seen)} rows, not {SCENARIO_COUNT} in order"


def missing(tree):
    """What a developer pastes into the page: a row a missing rule, and where it is cited."""
    cited, listed = citations(tree), rows(tree)
    for rule in sorted(set(cited) - set(listed), key=_order):
        yield f"| {rule} |  | `tests/…_test.cpp` Suite.Case |    <- {', '.join(sorted(set(cited[rule]))[:4])}"
    for line in breaches(tree):
        if line.startswith(PAGE):
            yield line


def _order(rule):
    return rule[0], int(rule[1:])
