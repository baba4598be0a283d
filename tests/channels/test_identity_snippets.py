"""The code that the guide gives to websites' developers, run as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from flowbuilder.conversations.contacts import make_identity_key, read_identity

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parents[2] / "docs" / "developer.md"
# What follows `--` is no option of the program's own, though a key may begin with a dash.
RUN = {
    "php": (
        "php", "-r",
        "CODE echo flowbuilder_token($argv[1], $argv[2], $argv[3], $argv[4]);",
        "--",
    ),
    "js": (
        "node", "-e",
        "CODE; const [k, w, c, email] = process.argv.slice(1);"
        " process.stdout.write(flowbuilderToken(k, w, c, { email }))",
        "--",
    ),
    "python": (
        "python3", "-c",
        "CODE\nimport sys\n"
        "print(flowbuilder_token(*sys.argv[1:4], email=sys.argv[4]), end='')",
    ),
}  # fmt: skip


def snippet(language):
    section = GUIDE.read_text().split("## Sign a customer in to the chat")[1].split("\n## ")[0]
    (code,) = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return code


@pytest.mark.parametrize("language", RUN)
def test_what_the_snippet_signs_is_believed(language, make_widget):
    program, flag, template, *ended = RUN[language]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    widget = make_widget()
    key = make_identity_key(widget.workspace, widget.key, by=None)
    customer, email = "Zażółć/42", "ada@example.com"

    code = template.replace("CODE", snippet(language))
    told = subprocess.run(
        [program, flag, code, *ended, key, widget.key, customer, email],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    identity = read_identity(told.stdout, widget.key)
    assert (identity.subject, identity.email) == (customer, email)
