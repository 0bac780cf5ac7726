"""The pages are read in the source tree as well, where they may link to sources: on the site these are names."""
import re

TO_SOURCES = re.compile(r"\[([^\]]+)\]\((?:\.\./[^)]+|[^):]+\.yml)\)")
TABLE_OF_CONTENTS = re.compile(r"```\{toctree\}\n.*?\n```", re.DOTALL)


def show_for_the_site(app, docname, source):
    text = TO_SOURCES.sub(r"\1", source[0])

    # A page is named where it belongs, whether it is there or not.
    def pages_that_are_there(contents):
        return "\n".join(line for line in contents[0].split("\n")
                         if line.startswith((":", "`")) or line in app.env.found_docs or not line)

    source[0] = TABLE_OF_CONTENTS.sub(pages_that_are_there, text)


def setup(app):
    app.connect("source-read", show_for_the_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
