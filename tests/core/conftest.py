"""What the core's tests share: the node types that ship."""

from __future__ import annotations

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return discover(nodes)
