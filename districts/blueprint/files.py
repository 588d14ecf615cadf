"""Reading a file of YAML, or saying exactly where it is wrong."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from districts.blueprint.problems import Problem, UnableToLoad


def parse(path: Path) -> Any:
    """Read a file of YAML that gives no key twice. Raises UnableToLoad."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 — safe
    except UnicodeDecodeError as error:
        problem = Problem(path.name, f"byte {error.start}", "text in UTF-8", "other bytes")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "(the whole file)"
        problem = Problem(path.name, where, "well-formed YAML", str(error.problem))
    except yaml.YAMLError as error:
        problem = Problem(path.name, "(the whole file)", "well-formed YAML", str(error))
    raise UnableToLoad([problem])


class _Loader(yaml.SafeLoader):
    """The safe loader, which besides refuses a key given twice instead of keeping the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r}, which is not text", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key}” a second time", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)
