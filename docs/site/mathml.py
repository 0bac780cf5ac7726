"""Formulas as MathML, which browsers show by themselves: no script, nothing to load, also without a network."""
from docutils import nodes
from docutils.utils.math import latex2mathml


def visit_inline(self, node):
    self.body.append(latex2mathml.tex2mathml(node.astext(), inline=True))
    raise nodes.SkipNode


def visit_displayed(self, node):
    self.body.append('<div class="displayed-math">' + latex2mathml.tex2mathml(node.astext(), inline=False) + "</div>")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
