"""Filter of doxygen: the docstrings of the sources are text for readers, with columns and formulas, and stay so.

The first paragraph of a docstring is prose up to the first line that is set in columns; all that follows is shown as it
stands in the source.
"""
import re
import sys

DOCSTRING = re.compile(r"^(\s*)///(?!<) ?(.*)$")
BEHIND = re.compile(r"^(.*?///< )(.*)$")


def escaped(text):
    return re.sub(r"([\\@&$#<>%\"])", r"\\\1", text)


def is_set_in_columns(line):
    return line.startswith("  ") or re.search(r"\S {2,}\S", line) is not None


def shown(indent, lines):
    end = next((k for k, line in enumerate(lines) if not line.strip() or is_set_in_columns(line)), len(lines))
    yield from (f"{indent}/// {escaped(line)}" for line in lines[:end])
    rest = "\n".join(lines[end:]).strip("\n")
    if rest:
        yield f"{indent}/** @verbatim\n{rest}\n@endverbatim */"


def filtered(source):
    block, indent = [], ""
    for line in source:
        match = DOCSTRING.match(line)
        if match:
            indent = match[1]
            block.append(match[2])
            continue
        yield from shown(indent, block)
        block = []
        behind = BEHIND.match(line)
        yield behind[1] + re.sub(r" {2,}", " ", escaped(behind[2])) if behind else line
    yield from shown(indent, block)


with open(sys.argv[1], encoding="utf-8") as stream:
    # What stands behind the namespace are specialisations for other libraries, of which doxygen makes nothing.
    own, end, _ = stream.read().partition("}  // namespace soret\n")
    print("\n".join(filtered((own + end).splitlines())))
