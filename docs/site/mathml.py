"""Formulas as MathML, which browsers show by themselves: no script, nothing to load, also without a network."""
import re

from docutils import nodes
from docutils.utils.math import latex2mathml


def mathml(node, inline):
    # Brackets are as high as what they hold where \left and \right say so, and then they have attributes.
    return re.sub("<mo>([\u27e8\u27e9|])</mo>", r'<mo stretchy="false">\1</mo>',
                  latex2mathml.tex2mathml(node.astext(), inline=inline))


def visit_inline(self, node):
    self.body.append(mathml(node, inline=True))
    raise nodes.SkipNode


def visit_displayed(self, node):
    self.body.append('<div class="displayed-math">' + mathml(node, inline=False) + "</div>")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
