"""How the REST API is described: each view's own `Input` and `Output` get the view's name."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema


class NamedSchema(AutoSchema):
    """Names `PublishView.Input` "PublishInput", so that two views' inputs stay apart."""

    def _get_serializer_name(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> str:
        name = super()._get_serializer_name(serializer, direction, bypass_extensions)
        kind = serializer if isinstance(serializer, type) else type(serializer)
        outer = kind.__qualname__.rpartition(".")[0]
        if outer and "<" not in outer and kind.__name__ in {"Input", "Output"}:
            app = kind.__module__.split(".")[1].title()
            return f"{app}{outer.replace('.', '').removesuffix('View')}{name}"
        return str(name)
