"""Reads results of tasks, whose long arrays are packed: {"doubles": TEXT, "shape": [n, m]}."""

import base64
import json
import zlib

import numpy


def unpacked(value):
    """A value of a task's file with numpy arrays in place of packed ones."""
    if isinstance(value, list):
        return [unpacked(element) for element in value]
    if not isinstance(value, dict):
        return value
    if "doubles" not in value:
        return {key: unpacked(member) for key, member in value.items()}
    content = numpy.frombuffer(zlib.decompress(base64.b64decode(value["doubles"])), numpy.uint8)
    numbers = numpy.ascontiguousarray(content.reshape(8, -1).T).view("<f8")  # the lowest byte of all stands first
    return numbers.reshape(value["shape"])


def values_of(path):
    with open(path) as file:
        return unpacked(json.load(file)["values"])
