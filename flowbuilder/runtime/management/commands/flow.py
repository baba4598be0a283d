"""`manage.py flow check|talk|import|export`: flows as files, without a browser."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from flowbuilder.accounts.commands import workspace_named
from flowbuilder.accounts.models import Workspace
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.languages import CODES
from flowbuilder.core.testing import Conversation
from flowbuilder.core.validation import validate
from flowbuilder.flows import selectors, services
from flowbuilder.flows.errors import FlowHasProblems
from flowbuilder.flows.models import Flow
from flowbuilder.flows.problems import problems_to_json
from flowbuilder.flows.registry import catalogue
from flowbuilder.runtime.terminal import HELP, TerminalTalk

Json = dict[str, Any]


class Command(BaseCommand):
    """Checks, tries, imports and exports flow files."""

    help = "Check a flow file, talk to it, import it, or export a flow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="name every problem; exit 1 when there are errors")
        check.add_argument("file", type=Path)
        check.add_argument("--json", action="store_true", help="print the problems as JSON")
        talk = actions.add_parser("talk", help="converse with the flow here; nothing is stored")
        talk.add_argument("file", type=Path)
        talk.add_argument("--language", choices=CODES, help="the flow's own when left out")
        load = actions.add_parser("import", help="make a flow of the file")
        load.add_argument("file", type=Path)
        export = actions.add_parser("export", help="write a flow's draft to a file or the screen")
        export.add_argument("flow", help="its number or short name")
        export.add_argument("--output", type=Path, help="the screen when left out")
        for action in (load, export):
            action.add_argument("--workspace", help="its short name; the only one when left out")
        talk.add_argument("--workspace", help="whose days count; Polish ones when left out")
        check.add_argument(
            "--workspace", help="check its teams, credentials and flows too; none when left out"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "check":
                self._check(options["file"], options["workspace"], as_json=options["json"])
            case "talk":
                self._talk(options["file"], options["language"], options["workspace"])
            case "import":
                self._import(workspace_named(options["workspace"]), options["file"])
            case _:
                self._export(
                    workspace_named(options["workspace"]), options["flow"], options["output"]
                )

    def _check(self, path: Path, slug: str | None, *, as_json: bool) -> None:
        around = selectors.surroundings_for(workspace_named(slug)) if slug else None
        try:
            document = services.read_file(_read(path))
            problems = problems_to_json(validate(document, catalogue(), around))
        except FlowHasProblems as broken:
            problems = broken.details["problems"]
        if as_json:
            self.stdout.write(json.dumps({"problems": problems}, ensure_ascii=False))
        else:
            self._show(problems)
        if any(problem["level"] == "error" for problem in problems):
            sys.exit(1)

    def _talk(self, path: Path, language: str | None, slug: str | None) -> None:
        zone = (workspace_named(slug) if slug else Workspace()).timezone
        try:
            document = services.read_file(_read(path))
            talk = Conversation(document, catalogue(), language=language, zone=zone)
        except FlowHasProblems as broken:
            raise self._refused(broken.details["problems"]) from None
        except InvalidFlow as broken:
            raise self._refused(problems_to_json(broken.problems)) from None
        if sys.stdin.isatty():
            self.stdout.write(HELP)
        for line in TerminalTalk(talk).hold(_written()):
            self.stdout.write(line)

    def _import(self, workspace: Workspace, path: Path) -> None:
        try:
            flow = services.import_flow(workspace=workspace, text=_read(path), user=None)
        except FlowHasProblems as broken:
            raise self._refused(broken.details["problems"], "Nothing was stored.") from None
        self._show(problems_to_json(services.problems_of(workspace, services.draft_of(flow))))
        self.stdout.write(f"“{flow.name}” is flow {flow.pk}: /admin/flows/flow/{flow.pk}/change/")

    def _export(self, workspace: Workspace, wanted: str, output: Path | None) -> None:
        flow = _flow_named(workspace, wanted)
        exported = services.export_flow(flow)
        if exported.without:
            steps = ", ".join(f"“{step}”" for step in exported.without)
            self.stderr.write(f"Not all pictures fit into the file; left out are some of {steps}.")
        text = json.dumps(exported.file, ensure_ascii=False, indent=1)
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"{output} cannot be written: {problem.strerror}.") from None

    def _refused(self, problems: list[Json], why: str = "") -> CommandError:
        self._show(problems)
        return CommandError(f"The flow has errors. {why}".strip())

    def _show(self, problems: list[Json]) -> None:
        for problem in problems:
            place = " ".join(filter(None, (problem["node"], problem["field"])))
            words = " ".join(filter(None, (problem["message"], problem["hint"])))
            said = (problem["level"], problem["code"], place and f"[{place}]", words)
            self.stdout.write(" ".join(filter(None, said)))
        errors = sum(problem["level"] == "error" for problem in problems)
        warnings = len(problems) - errors
        self.stdout.write(f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}.")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _written() -> Iterator[str]:
    """What is typed, with a prompt where somebody types."""
    while True:
        if sys.stdin.isatty():
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        yield line


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(services.FILE_LIMIT_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None


def _flow_named(workspace: Workspace, wanted: str) -> Flow:
    flows = selectors.flows_of(workspace)
    found = flows.filter(slug=wanted).first()
    if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 16:
        found = flows.filter(pk=int(wanted)).first()
    if found is None:
        known = ", ".join(flows.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(f"There is no flow “{wanted}” here. There are: {known or 'none yet'}.")
    return found
