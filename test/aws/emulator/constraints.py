"""Compares constraint tables with the service models that boto3 brings.

Reads {"service": …, "operations": {name: shape}} from standard input, where a shape is what the emulator validates with.
Prints {"version": …, "differences": […], "unknown": […], "compared": n}.
"""
import json
import sys

import botocore
import botocore.session

asked = json.load(sys.stdin)
model = botocore.session.get_session().get_service_model(asked["service"])
differences, unknown = [], []
matches_all = (".*", r"[\S\s]*", r"[\s\S]*")
compared = 0


def same(path, what, ours, theirs):
    global compared
    compared += 1
    if ours != theirs:
        differences.append(f"{path}: {what} is {ours!r} here and {theirs!r} in the model")


def compare(ours, theirs, path):
    kinds = {"string": ("string",), "number": ("integer", "long", "float", "double"), "boolean": ("boolean",), "list": ("list",), "map": ("map",), "structure": ("structure",)}
    if ours["type"] == "any":
        return
    if theirs.type_name not in kinds[ours["type"]]:
        differences.append(f"{path}: {ours['type']} here and {theirs.type_name} in the model")
        return
    metadata = theirs.metadata
    if ours["type"] == "string":
        same(path, "max", ours.get("max"), metadata.get("max"))
        same(path, "min", ours.get("min") or None, metadata.get("min") or None)
        if "values" in ours:
            # the published lists grow; what must not happen is a value that AWS does not know
            same(path, "unknown values", sorted(set(ours["values"]) - set(metadata.get("enum", []))), [])
        else:
            pattern = metadata.get("pattern")
            same(path, "pattern", ours.get("pattern"), None if pattern in matches_all else pattern)
    elif ours["type"] in ("number", "list"):
        same(path, "min", ours.get("min") or None, metadata.get("min") or None)
        same(path, "max", ours.get("max"), metadata.get("max"))
    if ours["type"] == "number":
        same(path, "whole", ours["whole"], theirs.type_name in ("integer", "long"))
    if ours["type"] == "list":
        compare(ours["of"], theirs.member, f"{path}[]")
    if ours["type"] == "map":
        same(path, "max", ours.get("max"), metadata.get("max"))
        compare(ours["key"], theirs.key, f"{path}{{key}}")
        compare(ours["value"], theirs.value, f"{path}{{value}}")
    if ours["type"] == "structure":
        same(path, "required", sorted(ours["required"]), sorted(theirs.required_members))
        for name, member in ours["fields"].items():
            if name in theirs.members:
                compare(member, theirs.members[name], f"{path}.{name}")
            else:
                unknown.append(f"{path}.{name}")


for name, shape in asked["operations"].items():
    compare(shape, model.operation_model(name).input_shape, name)
print(json.dumps({"version": botocore.__version__, "differences": differences, "unknown": unknown, "compared": compared}))
