"""The guide's table of benchmarks names those that there are."""

import re

from benchmarks.__main__ import scripts
from benchmarks.stand import ROOT


def test_the_developers_guide_names_every_benchmark_and_no_other():
    guide = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
    table = guide.partition("\n## Benchmarks\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}

    assert scripts().keys() - named <= {"mood_fit"}
    assert named - scripts().keys() == set()
    assert "`mood_fit`" in table
