"""The code that the author's guide gives for a WordPress site, run as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
#: WordPress runs what was added to the footer when it writes the footer.
WORDPRESS = "function add_action($place, $write) { if ($place === 'wp_footer') $write(); } "


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_footer_has_the_line_of_the_chat(language):
    if shutil.which("php") is None:
        pytest.skip("php is not installed")
    guide = (DOCS / f"author.{language}.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```php\n(.*?)```", guide, re.DOTALL)

    written = subprocess.run(
        ["php", "-r", WORDPRESS + code], capture_output=True, text=True, check=True, timeout=60
    )

    line = re.search("^<script src=.*</script>$", guide, re.MULTILINE)
    assert line
    assert written.stdout == line[0]
