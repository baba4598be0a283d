"""`manage.py knowledge import FILE` and `manage.py knowledge search --json`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from flowbuilder.accounts.commands import workspace_named
from flowbuilder.accounts.models import Workspace
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.errors import FileNotReadable


class Command(BaseCommand):
    """Imports questions and answers from a file, and looks questions up."""

    help = "Import questions and answers, or look questions up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("import", help="import a CSV or JSON lines file")
        load.add_argument("file", type=Path)
        search = actions.add_parser("search", help="a question per line in, an answer per line out")
        search.add_argument("--json", action="store_true", help="print JSON lines")
        search.add_argument("--limit", type=int, default=3)
        for action in (load, search):
            action.add_argument("--workspace", help="its short name; the only one when left out")
            action.add_argument(
                "--language", choices=["pl", "en"], help="the workspace's own when left out"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_named(options["workspace"])
        language = options["language"] or workspace.language
        if options["action"] == "import":
            self._import(workspace, options["file"], language)
        else:
            self._search(workspace, language, options["limit"], as_json=options["json"])

    def _import(self, workspace: Workspace, path: Path, language: str) -> None:
        try:
            data = path.read_bytes()
            report = services.import_file(workspace, data, name=path.name, language=language)
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
        except FileNotReadable as problem:
            raise CommandError(str(problem.message)) from None
        for each in report.problems:
            self.stderr.write(f"row {each.line}, {each.field or 'row'}: {each.message}")
        self.stdout.write(
            f"{report.created} added, {report.updated} changed, {report.unchanged} as they were, "
            f"{len(report.problems)} left out."
        )
        if report.problems and not (report.created or report.updated or report.unchanged):
            raise CommandError("No row could be used.")

    def _search(self, workspace: Workspace, language: str, limit: int, *, as_json: bool) -> None:
        for line in sys.stdin:
            question = line.strip()
            if not question:
                continue
            found = selectors.search(workspace.pk, question, language, max(1, min(limit, 50)))
            hits = [{"id": hit.document.id, "score": hit.score} for hit in found.result.hits]
            answer = {
                "question": question,
                "verdict": found.result.verdict,
                "hits": hits,
                "ms": found.ms,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False) if as_json else _plain(answer))


def _plain(answer: dict[str, Any]) -> str:
    hits = ", ".join(f"{hit['id']} {hit['score']:.2f}" for hit in answer["hits"])
    return f"{answer['question']}\n  {answer['verdict']} ({answer['ms']} ms) {hits}"
