"""Sphinx configuration of the documentation site: the pages are docs/*.md, this folder holds how they are shown."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

project = "soret"
author = copyright = "the soret developers"
version = release = os.environ["SORET_VERSION"]

extensions = ["myst_parser", "breathe", "mathml", "pages"]
exclude_patterns = ["site", "examples"]
root_doc = "index"

myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
breathe_projects = {"soret": os.environ["SORET_DOXYGEN_XML"]}
breathe_default_project = "soret"
breathe_show_include = False
primary_domain = "cpp"
highlight_language = "text"

html_theme = "furo"
html_title = f"soret {version}"
# Formulas need a font that has the sizes of indices and brackets: Debian's fonts-lmodern.
MATH_FONT = pathlib.Path("/usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf")
html_static_path = ["static"] + [str(MATH_FONT)] * MATH_FONT.exists()
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"
# Debian's furo has no dark colours but those of code, which would be alone.
pygments_style = pygments_dark_style = "friendly"
