"""Who includes whom: the direction table, and the libraries that one place alone may know."""

import re

import tables
from source import Source


def breaches(tree):
    sources = [Source(path, text) for path, text in tree.files.items() if _is_ours(path)]
    for source in sources:
        yield from _direction(source)
        yield from _sole_users(source)
        yield from _time(source)
    yield from _one_file_each(sources)
    yield from _display_headers(sources)
    yield from _one_type_each(sources)


def _is_ours(path):
    return path.endswith((".h", ".cpp")) and path.startswith(tables.TOP_ROOMS)


def room_of(path):
    """The longest entry of the table that holds this path."""
    holds = [room for room in tables.MAY_INCLUDE if path == room or path.startswith(room + "/")]
    return max(holds, key=len, default=None)


def _direction(source):
    room = room_of(source.path)
    if room is None:
        yield f"{source.path}:1: stands in no room of the direction table (tests/house/tables.py)"
        return
    for line, quoted, included in source.includes():
        ours = included.startswith(tuple(top + "/" for top in tables.TOP_ROOMS))
        if quoted and not ours:
            yield f'{source.path}:{line}: "{included}" is not written from the repository root'
        elif ours and not _allowed(source.path, room, included):
            yield f"{source.path}:{line}: {room} may not include {included}"


def _allowed(path, room, included):
    known_to = tables.PRIVATE_HEADERS.get(included)
    if known_to and not path.startswith(tuple(known_to)):
        return False
    target = room_of(included)
    if target == room:
        return True
    if room == "tests":
        return True
    return any(included == door or target == door for door in tables.MAY_INCLUDE[room]) \
        and target != "tests"


def _sole_users(source):
    for line, _, included in source.includes():
        for name, pattern, product, tests in tables.SOLE_USERS:
            if re.match(pattern, included) and not source.path.startswith(tuple(product + tests)):
                yield f"{source.path}:{line}: only {product[0]} may know {name}"


def _one_file_each(sources):
    for name, pattern in tables.ONE_FILE_EACH:
        users = [s.path for s in sources if not s.path.startswith("tests/")
                 and any(re.match(pattern, included) for _, _, included in s.includes())]
        if len(users) > 1:
            yield f"{users[1]}:1: {name} is heavy: one file includes it, and {users[0]} does already"


def _one_type_each(sources):
    """Two types of one name break a program that links both, and no compiler says so."""
    known = {}
    for source in sources:
        if not source.path.endswith(".h"):
            continue
        for match in re.finditer(r"^(?:struct|class|enum class) (\w+)\b(?!::)[^;{]*\{", source.code, re.MULTILINE):
            first = known.setdefault(match.group(1), source.path)
            if first != source.path:
                yield f"{source.path}:{source.line_of(match.start())}: {match.group(1)} is also a type in {first}"


def _display_headers(sources):
    """SDL stays out of every header of display that another room can reach."""
    display = {s.path: s for s in sources if s.path.startswith("app/display/")}
    reached = {included for s in sources if s.path not in display and not s.path.startswith("tests/")
               for _, _, included in s.includes() if included in display}
    todo = list(reached)
    while todo:
        for _, _, included in display[todo.pop()].includes():
            if included in display and included not in reached:
                reached.add(included)
                todo.append(included)
    for path in sorted(reached):
        for line, _, included in display[path].includes():
            if included.startswith("SDL"):
                yield f"{path}:{line}: other rooms include this header: SDL stays out of it"


def _time(source):
    if source.path in tables.TIME_KEEPERS or source.path.startswith(tuple(tables.TIME_IN_TESTS)):
        return
    asked = tables.TIME if source.path.startswith("tests/") else tables.TIME + "|" + tables.WAITING
    for match in re.finditer(asked, source.statements_code()):
        line = source.line_of(match.start())
        yield f"{source.path}:{line}: {match.group().strip()}: only Clock knows the time and sleeps (C13)"
