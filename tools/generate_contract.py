"""Generates planton_dynamodb/contract from the files under proto/.

The .proto files carry the documented rules as buf.validate options, for users of other languages. The
generated Python has no use for them, and a program that registers buf.validate itself must not meet a second
copy, so the options are taken out before code is generated. The descriptor of buf/validate/validate.proto
comes from the protovalidate package, which is why that file is not in this repository.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import DESCRIPTOR as STRUCT
from grpc_tools import protoc
from protovalidate._gen.buf.validate import validate_pb

ROOT = Path(__file__).resolve().parent.parent
PROTO_ROOT = ROOT / "proto"
CONTRACT = ROOT / "planton_dynamodb" / "contract"
PACKAGE = "planton_dynamodb.contract"
VALIDATE = "buf/validate/validate.proto"
FREE_VALUES = STRUCT.name
"""Imported for values of any shape; protobuf's own package has the code for it."""
FREE_TYPES = {"google.protobuf.Value": "value", "google.protobuf.Struct": "struct"}
LITERAL_LENGTH = 90

# Where source info finds a definition: field numbers and indices from the file down.
SourcePath: TypeAlias = tuple[int, ...]
Named: TypeAlias = tuple[str, SourcePath]


class GenerationError(Exception):
    """The .proto files cannot be turned into Python; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the generated files, or with --check say which of them are stale."""
    parser = argparse.ArgumentParser(description="Generate planton_dynamodb/contract from proto/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name the stale files")
    options = parser.parse_args(arguments)
    try:
        expected = generated_files()
    except GenerationError as error:
        print(error, file=sys.stderr)
        return 2
    stale = stale_files(expected, CONTRACT)
    if options.check:
        for name in stale:
            print(f"{(CONTRACT / name).relative_to(ROOT)} is stale: run python tools/generate_contract.py")
        return 1 if stale else 0
    write(expected, stale)
    return 0


def write(expected: dict[str, str], stale: Sequence[str]) -> None:
    """Write the stale files of the contract anew and remove those that nothing generates any more."""
    for name in stale:
        path = CONTRACT / name
        if name in expected:
            path.write_text(expected[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
        print(f"{'wrote' if name in expected else 'removed'} {path.relative_to(ROOT)}")


def stale_files(expected: dict[str, str], directory: Path) -> list[str]:
    """Name the files of a directory that are missing, differ from what is expected, or should be gone."""
    found = {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*_pb2.py*")}
    written = (directory / name for name in ("comments.py", "shapes.py"))
    found |= {path.name: path.read_text(encoding="utf-8") for path in written if path.exists()}
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def generated_files(proto_root: Path = PROTO_ROOT) -> dict[str, str]:
    """Return every generated file of the contract by its name."""
    full = FileDescriptorSet.FromString(full_descriptor_set(proto_root))
    ours = proto_files(proto_root)
    stripped = without_validation(full, ours)
    files = python_modules(stripped, ours)
    files["shapes.py"] = shapes_module(stripped)
    files["comments.py"] = comments_module(file for file in full.file if file.name in ours)
    return files


def full_descriptor_set(proto_root: Path = PROTO_ROOT) -> bytes:
    """Compile proto/ to a serialized FileDescriptorSet with its imports, its options and its comments."""
    with tempfile.TemporaryDirectory() as scratch:
        known, out = Path(scratch, "validate.binpb"), Path(scratch, "full.binpb")
        known.write_bytes(imported_descriptor_set())
        run_protoc(
            f"--proto_path={proto_root}",
            f"--descriptor_set_in={known}",
            f"--descriptor_set_out={out}",
            "--include_imports",
            "--include_source_info",
            *proto_files(proto_root),
        )
        return out.read_bytes()


def proto_files(proto_root: Path = PROTO_ROOT) -> list[str]:
    """List our .proto files as protoc names them, in a fixed order."""
    return sorted(path.relative_to(proto_root).as_posix() for path in proto_root.rglob("*.proto"))


def imported_descriptor_set() -> bytes:
    """Return what our files import: free values, and validate.proto as the installed protovalidate carries it."""
    files = FileDescriptorSet()
    files.file.add().ParseFromString(STRUCT.serialized_pb)
    seen: set[str] = set()
    pending = [(validate_pb.desc(), False)]
    while pending:
        descriptor, imports_are_in = pending.pop()
        if descriptor.name in seen:
            continue
        if imports_are_in:
            seen.add(descriptor.name)
            files.file.add().ParseFromString(descriptor.proto.to_binary())
        else:
            pending.append((descriptor, True))
            pending.extend((dependency, False) for dependency in descriptor.dependencies)
    return files.SerializeToString(deterministic=True)


def run_protoc(*arguments: str) -> None:
    """Run protoc; what it has to say goes to standard error."""
    status = protoc.main(["protoc", *arguments])
    if status != 0:
        raise GenerationError(f"protoc ended with status {status}; its messages are above")


def without_validation(full: FileDescriptorSet, ours: Sequence[str]) -> FileDescriptorSet:
    """Copy our files and the one of free values out of a descriptor set, without what is buf.validate's."""
    stripped = FileDescriptorSet()
    for file in full.file:
        if file.name not in ours and file.name != FREE_VALUES:
            continue
        copy = stripped.file.add()
        copy.CopyFrom(file)
        copy.ClearField("source_code_info")
        kept = [name for name in copy.dependency if name != VALIDATE]
        copy.ClearField("dependency")
        copy.dependency.extend(kept)
        strip_extensions(copy)
    return stripped


def strip_extensions(descriptor: Message) -> None:
    """Remove the extensions from every options message below a descriptor, and options left empty by that."""
    for field, value in descriptor.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        if field.name != "options":
            for child in value if field.is_repeated else [value]:
                strip_extensions(child)
            continue
        # An extension is an unknown field here unless somebody has registered buf.validate in this process.
        value.DiscardUnknownFields()
        for option, _ in value.ListFields():
            if option.is_extension:
                value.ClearExtension(option)
        if not value.ListFields():
            descriptor.ClearField("options")


def python_modules(stripped: FileDescriptorSet, ours: Sequence[str]) -> dict[str, str]:
    """Generate the message modules and their stubs, by file name, all in one flat package."""
    modules: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "stripped.binpb")
        source.write_bytes(stripped.SerializeToString(deterministic=True))
        run_protoc(f"--descriptor_set_in={source}", f"--python_out={scratch}", f"--pyi_out={scratch}", *ours)
        for path in sorted(Path(scratch).rglob("*_pb2.py*")):
            if path.name in modules:
                raise GenerationError(
                    f"two .proto files would both become {path.name}: "
                    "the modules of the contract lie in one package, so give one of the files another name"
                )
            modules[path.name] = in_one_package(path.read_text(encoding="utf-8"), ours)
    return modules


def in_one_package(code: str, ours: Sequence[str]) -> str:
    """Make generated code import its neighbours, and name itself, as modules of one package."""
    for name in ours:
        directory, _, file = name.rpartition("/")
        old, module = directory.replace("/", "."), file.removesuffix(".proto") + "_pb2"
        code = code.replace(f"from {old} import {module} as ", f"from {PACKAGE} import {module} as ")
        code = code.replace(f"'{old}.{module}'", f"'{PACKAGE}.{module}'")
    # A bare Mapping in the stubs is an error under mypy --strict.
    return code.replace("_Mapping]", "_Mapping[str, object]]")


def shapes_module(stripped: FileDescriptorSet) -> str:
    """Write the module that the decoder reads messages by, so that it needs none of protobuf's own."""
    messages: dict[str, DescriptorProto] = {}
    enums: dict[str, EnumDescriptorProto] = {}
    for file in stripped.file:
        if file.name == FREE_VALUES:
            continue
        enums |= {f"{file.package}.{enum.name}": enum for enum in file.enum_type}
        for message in file.message_type:
            collect(message, f"{file.package}.{message.name}", messages, enums)
    lines = [
        '"""The fields of each message and the values of each enum, by their full names.',
        "",
        "A field is its name, whether it is repeated, its type, and the name of its message or enum. Plain data, since",
        "importing protobuf takes longer than checking a manifest.",
        "Generated by tools/generate_contract.py; the .proto files are the place to edit.",
        '"""',
        "",
        "# ruff: noqa: E501",
        "# fmt: off",
        "",
        "MESSAGES: dict[str, tuple[tuple[str, bool, str, str], ...]] = {",
    ]
    for name, message in sorted(messages.items()):
        shapes = "".join(f"        {shape(field, messages)!r},\n" for field in message.field)
        lines.append(f'    "{name}": (\n{shapes}    ),')
    lines += ["}", "", "ENUMS: dict[str, tuple[tuple[str, int], ...]] = {"]
    for name, enum in sorted(enums.items()):
        values = "".join(f"        {(value.name, value.number)!r},\n" for value in enum.value)
        lines.append(f'    "{name}": (\n{values}    ),')
    return "\n".join([*lines, "}", ""])


def collect(
    message: DescriptorProto,
    name: str,
    messages: dict[str, DescriptorProto],
    enums: dict[str, EnumDescriptorProto],
) -> None:
    """Add a message with its enums and the messages in it."""
    messages[name] = message
    enums |= {f"{name}.{enum.name}": enum for enum in message.enum_type}
    for nested in message.nested_type:
        collect(nested, f"{name}.{nested.name}", messages, enums)


def shape(field: FieldDescriptorProto, messages: dict[str, DescriptorProto]) -> tuple[str, bool, str, str]:
    """What the decoder needs to know of a field; a map and a value of any shape are types of their own."""
    of = field.type_name.removeprefix(".")
    if of in FREE_TYPES:
        return field.name, field.label == FieldDescriptorProto.LABEL_REPEATED, FREE_TYPES[of], ""
    kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    if of in messages and messages[of].options.map_entry:
        return field.name, False, "map", of
    return field.name, field.label == FieldDescriptorProto.LABEL_REPEATED, kind, of


def comments_module(files: Iterator[FileDescriptorProto]) -> str:
    """Write the module that maps each name of the contract to its comment."""
    entries = [entry for file in files for entry in file_comments(file)]
    lines = [
        '"""What the .proto files say in their comments, by the full name of what they say it of.',
        "",
        "The name of an enum value is that of its enum, a dot and its own: package.Message.Enum.VALUE.",
        "Generated by tools/generate_contract.py; the .proto files are the place to edit.",
        '"""',
        "",
        "# ruff: noqa: E501",
        "# fmt: off",
        "",
        "COMMENTS: dict[str, str] = {",
    ]
    for name, comment in entries:
        lines += [f'    "{name}": (', *(f"        {piece}" for piece in literal_pieces(comment)), "    ),"]
    return "\n".join([*lines, "}", ""])


def literal_pieces(text: str) -> list[str]:
    """Split a text into string literals that fit on a line each and are the text when put together."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        words = textwrap.wrap(line, LITERAL_LENGTH, break_long_words=False, break_on_hyphens=False) or [""]
        ends = [" "] * (len(words) - 1) + ["\n" if line.endswith("\n") else ""]
        pieces += [python_string(word + end) for word, end in zip(words, ends, strict=True)]
    return pieces


def python_string(text: str) -> str:
    """Return a double-quoted literal of a text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def file_comments(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    """Yield the full name and the comment of everything that a file defines, in the order of the file."""
    comments = {tuple(place.path): place.leading_comments for place in file.source_code_info.location}
    for name, path in named_paths(file):
        yield name, paragraphs(comments.get(path, ""))


def named_paths(file: FileDescriptorProto) -> Iterator[Named]:
    """Yield the full name of everything that a file defines, with the path that source info knows it by."""
    for index, message in enumerate(file.message_type):
        path = (FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index)
        yield from message_paths(message, f"{file.package}.{message.name}", path)
    for index, enum in enumerate(file.enum_type):
        path = (FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, index)
        yield from enum_paths(enum, f"{file.package}.{enum.name}", path)


def message_paths(message: DescriptorProto, name: str, path: SourcePath) -> Iterator[Named]:
    """Yield a message, its fields, its enums and its nested messages, but not the entries of its maps."""
    yield name, path
    for index, field in enumerate(message.field):
        yield f"{name}.{field.name}", (*path, DescriptorProto.FIELD_FIELD_NUMBER, index)
    for index, enum in enumerate(message.enum_type):
        below = (*path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, index)
        yield from enum_paths(enum, f"{name}.{enum.name}", below)
    for index, nested in enumerate(message.nested_type):
        if not nested.options.map_entry:
            below = (*path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, index)
            yield from message_paths(nested, f"{name}.{nested.name}", below)


def enum_paths(enum: EnumDescriptorProto, name: str, path: SourcePath) -> Iterator[Named]:
    """Yield an enum and its values."""
    yield name, path
    for index, value in enumerate(enum.value):
        yield f"{name}.{value.name}", (*path, EnumDescriptorProto.VALUE_FIELD_NUMBER, index)


def paragraphs(comment: str) -> str:
    """Join the lines of each paragraph; a blank line parts paragraphs and a dash begins a line of its own."""
    text = "\n".join(line.strip() for line in comment.strip().splitlines())
    return re.sub(r"(?<!\n)\n(?![\n-])", " ", text)


if __name__ == "__main__":
    sys.exit(main())
