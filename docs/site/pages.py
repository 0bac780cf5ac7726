"""The pages are read in the source tree as well, where they may link to sources: on the site these are names."""
import re

TO_SOURCES = re.compile(r"\[([^\]]+)\]\((?:\.\./[^)]+|[^):]+\.yml)\)")


def show_for_the_site(app, docname, source):
    source[0] = TO_SOURCES.sub(r"\1", source[0])


def setup(app):
    app.connect("source-read", show_for_the_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
