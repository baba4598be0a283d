"""`manage.py flow`: files checked, talked to, brought in and taken out."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from flowbuilder.core.testing import flow
from flowbuilder.flows import selectors, services

ORDER = flow(
    ("ask", "question", {"question": "Which order?", "save_as": "order"}),
    ("call", "http_request", {"url": "https://shop.example/orders/{{ order }}"}),
    ("more", "choices", {"text": "Anything else?", "options": [
        {"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]}),
    ("sorry", "message", {"text": "That did not work."}),
    ("bye", "end", {}),
    wires="ask.next>call; call.next>more; call.refused>sorry; call.problem>sorry; "
    "sorry.next>bye; more.yes>ask; more.no>bye",
    locale="en",
    name="Orders",
    variables=({"name": "order"},),
)  # fmt: skip


@pytest.fixture
def saved(tmp_path):
    """Writes a document or a text to a file and gives its path."""

    def save(given):
        path = tmp_path / "flow.json"
        text = given if isinstance(given, str) else json.dumps(given.model_dump(mode="json"))
        path.write_text(text, encoding="utf-8")
        return path

    return save


def run(*arguments):
    out = io.StringIO()
    call_command("flow", *arguments, stdout=out)
    return out.getvalue()


def talk(path, monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run("talk", path).splitlines()


# ---- check ---------------------------------------------------------------------


def test_a_flow_without_errors_passes(saved):
    assert run("check", saved(ORDER)).endswith("0 errors, 1 warning.\n")


def test_errors_are_named_with_their_place_and_the_exit_code_is_one(saved):
    broken = ORDER.model_copy(update={"edges": ORDER.edges[:1]})
    out = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("flow", "check", saved(broken), stdout=out)

    assert ended.value.code == 1
    assert "error flow.E031 [call] " in out.getvalue()
    assert out.getvalue().endswith("2 errors, 4 warnings.\n")


def test_a_lone_error_is_counted_as_one(saved):
    broken = ORDER.model_copy(update={"edges": ORDER.edges[:-1]})
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("flow", "check", saved(broken), stdout=out)

    assert out.getvalue().endswith("\n1 error, 1 warning.\n")


def test_the_problems_come_as_json_too(saved):
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("flow", "check", saved('{"nodes": ['), "--json", stdout=out)

    problem = json.loads(out.getvalue())["problems"][0]
    assert (problem["code"], problem["field"]) == ("file.not_json", "line 1, column 12")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run("check", tmp_path / "nothing.json")


@pytest.mark.django_db
def test_with_a_workspace_what_the_flow_refers_to_is_checked_too(saved, workspace):
    node = {"id": "call", "type": "http_request",
            "config": {"url": "https://shop.example/", "credential": "crm"}}  # fmt: skip
    document = flow((node["id"], node["type"], node["config"]), locale="en")

    with pytest.raises(SystemExit):
        run("check", saved(document), "--workspace", workspace.slug)


# ---- talk ----------------------------------------------------------------------


def test_a_talk_goes_as_it_would_with_a_visitor(saved, monkeypatch):
    shown = talk(saved(ORDER), monkeypatch, "1042", '/result {"status": 200}', "2", "never read")

    assert shown[0] == "bot: Which order?"
    assert shown[1].startswith("(CallHttp ")
    assert "https://shop.example/orders/1042" in shown[1]
    assert shown[2:5] == ["bot: Anything else?", "  1  Yes", "  2  No"]
    assert shown[-1] == "(The conversation has ended.)"


def test_what_cannot_happen_is_said_and_the_talk_goes_on(saved, monkeypatch):
    shown = talk(
        saved(ORDER), monkeypatch, "/result", "/dance", "/time soon", "/result {", "1042",
        "/variables", "/fails http_timeout",
    )  # fmt: skip

    assert [line[0] for line in shown[1:5]] == ["("] * 4
    assert "  order = 1042" in shown
    assert "bot: That did not work." in shown


def test_a_flow_with_errors_is_not_talked_to(saved, monkeypatch):
    alien = flow(("a", "alien", {}))

    with pytest.raises(CommandError, match="The flow has errors"):
        talk(saved(alien), monkeypatch, "hello")


# ---- import and export ------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_exported_can_be_imported(saved, workspace, other_workspace, tmp_path):
    made = services.create_flow(workspace=workspace, name="Orders", user=None, document=ORDER)
    target = tmp_path / "out.json"

    run("export", "orders", "--workspace", workspace.slug, "--output", target)
    said = run("import", target, "--workspace", other_workspace.slug)

    copy = selectors.flows_of(other_workspace).get()
    assert copy.draft["nodes"] == made.draft["nodes"]
    assert f"/admin/flows/flow/{copy.pk}/change/" in said
    assert json.loads(run("export", str(made.pk), "--workspace", workspace.slug)) == made.draft


@pytest.mark.django_db
def test_a_broken_file_stores_nothing(saved, workspace):
    with pytest.raises(CommandError, match="Nothing was stored"):
        run("import", saved(flow(("a", "alien", {}))))

    assert not selectors.flows_of(workspace).exists()


@pytest.mark.django_db
def test_a_flow_of_another_workspace_is_not_exported(workspace, other_workspace):
    made = services.create_flow(workspace=workspace, name="Orders", user=None, document=ORDER)

    for wanted in ("orders", str(made.pk)):
        with pytest.raises(CommandError, match="There is no flow"):
            run("export", wanted, "--workspace", other_workspace.slug)


@pytest.mark.django_db
def test_among_several_workspaces_one_must_be_named(saved, workspace, other_workspace):
    with pytest.raises(CommandError, match="--workspace"):
        run("import", saved(ORDER))
