"""Runs the pytest suite of the Python package: run_tests.py PACKAGE_DIRECTORY PROGRAM SOURCES [options of pytest].

Exit code 77 with a word where numpy or pytest is missing: ctest then calls the test skipped.
"""

import importlib.util
import os
import sys

missing = [name for name in ("numpy", "pytest") if importlib.util.find_spec(name) is None]
if missing:
    print(f"skipped: {sys.executable} has no {' and no '.join(missing)} (Debian: python3-numpy, python3-pytest)")
    sys.exit(77)

import pytest  # noqa: E402

package, program, sources = map(os.path.abspath, sys.argv[1:4])
sys.path.insert(0, package)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
os.environ["SORET_PROGRAM"] = program
os.environ["SORET_SOURCES"] = sources
os.environ.setdefault("MPLBACKEND", "Agg")
here = os.path.dirname(os.path.abspath(__file__))
# Debian's plugins for other projects cost more time than the tests.
os.environ.setdefault("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
sys.dont_write_bytecode = True
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", here, here, *sys.argv[4:]]))
