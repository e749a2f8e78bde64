"""Sizes, names, headers, marks left behind, and the two forms that a compiler cannot check."""

import re

import tables
from source import Source

# Spelled in pieces, so that the test does not find itself.
_MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
_CODE = (".h", ".cpp", ".py", ".js", ".css", ".sql", ".html", ".cmake", ".txt", ".sh")


def breaches(tree):
    yield from _root(tree)
    yield from _foundation(tree)
    for path, text in tree.files.items():
        if not path.startswith(tables.TOP_ROOMS) and path != "stemme":
            continue
        yield from _length(path, text)
        yield from _file_name(path)
        yield from _marks(path, text)
        if path.endswith((".h", ".cpp")):
            source = Source(path, text)
            yield from _functions(source)
            yield from _type_names(source)
            yield from _throw(source)
            yield from _try(source)
        if path.endswith(".h"):
            yield from _header(path, text)


def _root(tree):
    for entry in tree.root_entries():
        if entry not in tables.ROOT_ENTRIES and not entry.startswith("."):
            yield f"{entry}:1: nothing but the rooms stands at the root"


def _foundation(tree):
    room = "server-sync/foundation/"
    names = {path[len(room):].rsplit(".", 1)[0] for path in tree.files
             if path.startswith(room) and path.endswith((".h", ".cpp"))}
    names = {tables.FOUNDATION_HALVES.get(name, name) for name in names}
    if len(names) > tables.FOUNDATION_NAMES_MAX:
        yield f"{room}:1: {len(names)} names, at most {tables.FOUNDATION_NAMES_MAX}: {', '.join(sorted(names))}"


def _length(path, text):
    lines = text.count("\n")
    if path.endswith(_CODE) and lines > tables.LINES_MAX:
        yield f"{path}:{tables.LINES_MAX}: {lines} lines, at most {tables.LINES_MAX}"


def _file_name(path):
    for word in re.split(r"[/_\-.]", path.rsplit(".", 1)[0]):
        if word.lower() in tables.BANNED_WORDS:
            yield f"{path}:1: '{word}' names no thing"


def _marks(path, text):
    for match in _MARKS.finditer(text):
        yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()} does not live on main"


def _functions(source):
    for line, lines, heading in source.functions():
        if lines > tables.FUNCTION_LINES_MAX:
            name = " ".join(heading.split())[:40]
            yield f"{source.path}:{line}: {lines} lines, at most {tables.FUNCTION_LINES_MAX}: {name}"


def _type_names(source):
    for match in re.finditer(r"\b(?:class|struct|enum class|enum)\s+([A-Z]\w*)\s*[^;]*?[{]", source.code):
        words = re.findall(r"[A-Z][a-z0-9]*", match.group(1))
        banned = [word for word in words if word.lower() in tables.BANNED_WORDS]
        if banned:
            yield f"{source.path}:{source.line_of(match.start())}: '{banned[0]}' in {match.group(1)} names no thing"


def _throw(source):
    for match in re.finditer(r"\bthrow\b", source.code):
        yield f"{source.path}:{source.line_of(match.start())}: our code has no throw; return a Result"


def _try(source):
    code = source.statements_code()
    for match in re.finditer(r"\bTRY\s*\(", code):
        before = _statement_before(code, match.start())
        after = code[_closing(code, match.end()):].lstrip()[:1]
        if tables.TRY_MAY_BE_A_WHOLE_CONDITION and _is_whole_condition(code, match):
            continue
        if after != ";" or before is None or not _stands_alone(before):
            yield f"{source.path}:{source.line_of(match.start())}: TRY stands alone (it leaks inside an expression)"


def _statement_before(code, at):
    """The statement up to here without what stands in its parentheses; None when we are inside some."""
    depth, kept = 0, []
    for sign in reversed(code[:at]):
        if sign == "(":
            depth -= 1
            if depth < 0:
                return None
        if depth == 0:
            if sign in ";{}":
                break
            kept.append(sign)
        if sign == ")":
            depth += 1
    return "".join(reversed(kept)).rstrip()


def _stands_alone(before):
    """A statement of its own, perhaps behind a condition or label, or the whole right side of one `=`."""
    if "?" in before:
        return False
    return before == "" or before.endswith(("=", ")", "else", ":")) and not before.endswith(("==", "!=", "<=", ">="))


def _is_whole_condition(code, match):
    return re.search(r"\b(if|while)\s*\(!?$", code[:match.start()]) is not None \
        and code[_closing(code, match.end()):].lstrip()[:1] == ")"


def _closing(code, at):
    depth = 1
    while at < len(code) and depth:
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        at += 1
    return at


def _header(path, text):
    if not text.startswith("///"):
        yield f"{path}:1: a header opens with ///: what this is, what it promises, which thread"
    if "#pragma once" not in text:
        yield f"{path}:1: a header says #pragma once"
