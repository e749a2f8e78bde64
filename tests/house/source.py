"""A C++ file as the house test reads it: without comments and literals, cut into functions."""

import re

_TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
_DIRECTIVE = re.compile(r'^[ \t]*#(?:\\\n|[^\n])*', re.MULTILINE)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.code = _TOKEN.sub(_without, text)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def comments(self):
        """Nothing but the comments, on their own lines."""
        kept = list(_blank(self.text))
        for match in _TOKEN.finditer(self.text):
            if match.group().startswith("/"):
                kept[match.start():match.end()] = match.group()
        return "".join(kept)

    def includes(self):
        """(line, is ours, included path): quotes are for our own files."""
        for match in _INCLUDE.finditer(_TOKEN.sub(_without_comment, self.text)):
            yield self.line_of(match.start()), match.group(1) == '"', match.group(2)

    def statements_code(self):
        """Code without preprocessor lines, so that macros do not look like functions."""
        return _DIRECTIVE.sub(lambda m: _blank(m.group()), self.code)

    def functions(self):
        """(line, lines, heading) of every function, measured from its heading to its closing brace."""
        code = self.statements_code()
        spaces, begun, depth_inside = [], 0, 0
        for at, sign in enumerate(code):
            if sign == "{":
                if depth_inside or _opens_body(code[begun:at]):
                    if not depth_inside:
                        opened = begun + len(code[begun:at]) - len(code[begun:at].lstrip())
                    depth_inside += 1
                else:
                    spaces.append(at)
                    begun = at + 1
            elif sign == "}":
                if depth_inside:
                    depth_inside -= 1
                    if not depth_inside and not re.match(r"\s*[,{]", code[at + 1:at + 200]):
                        yield self.line_of(opened), code.count("\n", opened, at) + 1, code[opened:at][:60]
                        begun = at + 1
                else:
                    if spaces:
                        spaces.pop()
                    begun = at + 1
            elif sign == ";" and not depth_inside:
                begun = at + 1


def _opens_body(heading):
    """Does a brace after this heading open a function (or something else that holds statements)?"""
    heading = heading.strip()
    if re.match(r"(template\s*<.*?>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern)\b", heading, re.DOTALL):
        return bool(re.search(r"\)\s*(const|noexcept|override|final)*\s*$", heading))
    return heading != "" and not heading.endswith(("public:", "private:", "protected:"))


def _without(match):
    text = match.group()
    if text.startswith("/"):
        return _blank(text)
    quote = text[-1]
    return quote + _blank(text[1:-1]) + quote


def _without_comment(match):
    return _blank(match.group()) if match.group().startswith("/") else match.group()
