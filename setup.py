"""Builds the extension soret._core by CMake; all else is in pyproject.toml."""

import os
import re
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

root = Path(__file__).resolve().parent
version = re.search(r"^project\(soret VERSION ([0-9.]+) ", (root / "CMakeLists.txt").read_text(), re.MULTILINE)[1]


class BuildByCMake(build_ext):
    """Only the libraries and the extension are built. CXX chooses the compiler.

    SORET_CMAKE_OPTIONS     more options of CMake
    SORET_BUILD_DIRECTORY   where to build, and to go on from the next time
    """

    def build_extension(self, extension):
        build = Path(os.environ.get("SORET_BUILD_DIRECTORY") or self.build_temp).resolve()
        target = Path(self.get_ext_fullpath(extension.name)).resolve()
        options = {
            "CMAKE_BUILD_TYPE": "Release",
            "SORET_BUILD_PYTHON": "ON",
            "SORET_BUILD_TESTS": "OFF",
            "SORET_BUILD_BENCHMARKS": "OFF",
            "Python_EXECUTABLE": sys.executable,
        }
        jobs = str(self.parallel or os.cpu_count() or 1)
        subprocess.run(
            ["cmake", "-G", "Ninja", "-S", root, "-B", build, *(f"-D{key}={value}" for key, value in options.items())]
            + os.environ.get("SORET_CMAKE_OPTIONS", "").split(),
            check=True,
        )
        subprocess.run(["cmake", "--build", build, "--target", "soret_python_module", "--parallel", jobs], check=True)
        self.copy_file(next((build / "python/soret").glob("_core.*.so")), target)


setup(version=version, ext_modules=[Extension("soret._core", [])], cmdclass={"build_ext": BuildByCMake})
