"""Reviews and comments: who may ask, answer and withdraw, and what becomes of them."""

import pytest

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.errors import Forbidden, NotFound
from flowbuilder.flows import commenting, reviewing, selectors, services
from flowbuilder.flows.errors import (
    DraftIsStale,
    FlowHasProblems,
    NoSuchStep,
    ReviewIsOver,
    TooManyComments,
)
from flowbuilder.flows.models import Comment, Review, Thread
from tests.flows.test_services import HELLO

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(make_user, workspace):
    return make_user("writer", workspace)


@pytest.fixture
def hello(workspace, writer):
    return services.create_flow(workspace=workspace, name="Hello", user=writer, document=HELLO)


def ask(flow, user, note="Please look."):
    flow.refresh_from_db()
    return reviewing.ask_for_review(flow=flow, revision=flow.draft_revision, note=note, user=user)


def save(flow, user, **change):
    services.save_draft(
        flow=flow, revision=flow.draft_revision, data={**flow.draft, **change}, user=user
    )


def test_publishing_the_draft_approves_its_review(hello, writer, author):
    review = ask(hello, writer)

    services.publish(flow=hello, revision=1, note="", user=author)

    review.refresh_from_db()
    assert (review.state, review.answered_by) == ("approved", author)
    assert selectors.shown_review(hello) is None


def test_an_older_draft_answers_no_review(hello, writer, author):
    """As when one that was scheduled before is published."""
    earlier = hello.draft
    save(hello, writer, name="Newer")
    review = ask(hello, writer)

    services.publish_document(hello, earlier, revision=1, note="", user=author, live="stay")

    review.refresh_from_db()
    assert review.state == "open"


def test_a_returned_review_says_why_until_it_is_put_away(hello, writer, author):
    review = ask(hello, writer)
    reviewing.return_with(flow=hello, review_id=review.pk, reason="Too long.", user=author)

    shown = selectors.shown_review(hello)
    assert (shown.state, shown.answer, shown.answered_by) == ("returned", "Too long.", author)
    reviewing.withdraw(flow=hello, review_id=review.pk, user=writer)
    assert selectors.shown_review(hello) is None


def test_asking_again_takes_the_place_of_the_first(hello, writer, author):
    first = ask(hello, writer, "One")
    second = ask(hello, writer, "Two")

    with pytest.raises(ReviewIsOver):
        reviewing.return_with(flow=hello, review_id=first.pk, reason="No.", user=author)

    assert Review.objects.filter(state="open").get() == second


def test_only_who_asked_or_may_publish_can_withdraw(hello, writer, author, workspace, make_user):
    review = ask(hello, writer)
    with pytest.raises(Forbidden):
        other = make_user("writer", workspace, name="other")
        reviewing.withdraw(flow=hello, review_id=review.pk, user=other)

    reviewing.withdraw(flow=hello, review_id=review.pk, user=author)

    with pytest.raises(ReviewIsOver):
        reviewing.withdraw(flow=hello, review_id=review.pk, user=author)


def test_a_stale_or_broken_draft_cannot_be_reviewed(hello, writer):
    with pytest.raises(DraftIsStale):
        reviewing.ask_for_review(flow=hello, revision=9, note="", user=writer)
    save(hello, writer, start=None)
    with pytest.raises(FlowHasProblems):
        ask(hello, writer)


def test_comments_outlive_their_node(hello, writer):
    titled = [{**hello.draft["nodes"][0], "title": "Welcome"}, *hello.draft["nodes"][1:]]
    save(hello, writer, nodes=titled)
    commenting.begin_thread(flow=hello, node="hi", text="Shorter?", user=writer)
    save(hello, writer, nodes=titled[1:])

    thread = selectors.threads_of(hello).get()
    assert (thread.node, thread.node_title, thread.node_type) == ("hi", "Welcome", "message")


def test_a_reply_opens_a_resolved_thread_again(hello, writer, author):
    thread = commenting.begin_thread(flow=hello, node="", text="Ready?", user=writer)
    commenting.set_resolved(thread=thread, resolved=True, user=author)
    thread.refresh_from_db()
    assert thread.resolved_by == author

    commenting.reply(thread=thread, text="Not yet.", user=writer)

    thread.refresh_from_db()
    assert (thread.resolved_at, thread.resolved_by) == (None, None)
    assert [c.text for c in thread.comments.all()] == ["Ready?", "Not yet."]


def test_a_comment_needs_a_node_that_is_there(hello, writer):
    with pytest.raises(NoSuchStep):
        commenting.begin_thread(flow=hello, node="nowhere", text="?", user=writer)


def test_no_more_comments_than_are_kept(hello, writer, monkeypatch):
    monkeypatch.setattr(commenting, "THREADS_KEPT", 1)
    monkeypatch.setattr(commenting, "COMMENTS_KEPT", 2)
    thread = commenting.begin_thread(flow=hello, node="", text="1", user=writer)
    commenting.reply(thread=thread, text="2", user=writer)

    with pytest.raises(TooManyComments):
        commenting.reply(thread=thread, text="3", user=writer)
    with pytest.raises(TooManyComments):
        commenting.begin_thread(flow=hello, node="", text="4", user=writer)

    assert Thread.objects.get().comments.count() == 2


def begin(flow, user, *replies):
    """A thread of two and more: what `user` said first, and who answered what."""
    thread = commenting.begin_thread(flow=flow, node="", text="First", user=user)
    for by, text in replies:
        commenting.reply(thread=thread, text=text, user=by)
    return thread


def test_changed_words_say_when_and_leave_the_thread_as_it_was(hello, writer, author):
    thread = begin(hello, writer)
    commenting.set_resolved(thread=thread, resolved=True, user=author)

    commenting.edit(comment=thread.comments.get(), text="First, better", user=writer)

    comment = thread.comments.get()
    thread.refresh_from_db()
    assert (comment.text, comment.author) == ("First, better", writer)
    assert comment.edited_at > comment.at
    assert thread.resolved_by == author


def test_the_same_words_are_no_change(hello, writer):
    thread = begin(hello, writer)

    commenting.edit(comment=thread.comments.get(), text="First", user=writer)

    assert thread.comments.get().edited_at is None


def test_nobody_changes_what_another_said(hello, writer, author, owner):
    comment = begin(hello, writer).comments.get()

    for other in (author, owner):
        with pytest.raises(Forbidden):
            commenting.edit(comment=comment, text="Mine", user=other)

    assert Comment.objects.get().text == "First"


def test_the_thread_goes_with_its_last_comment(hello, writer, author):
    first, second = begin(hello, writer, (author, "Second")).comments.all()

    commenting.delete(comment=first, user=writer)
    assert [c.text for c in Thread.objects.get().comments.all()] == ["Second"]
    commenting.delete(comment=second, user=author)

    assert not Thread.objects.exists()
    assert not AuditEntry.objects.filter(action="comment.deleted").exists()


def test_only_the_owner_deletes_what_another_said_and_it_is_written_down(
    hello, writer, author, owner
):
    comment = begin(hello, writer).comments.get()
    with pytest.raises(Forbidden):
        commenting.delete(comment=comment, user=author)
    assert Comment.objects.get() == comment

    commenting.delete(comment=comment, user=owner)

    entry = AuditEntry.objects.get(action="comment.deleted")
    assert (entry.user, entry.target, entry.data["author"]) == (owner, "Hello", writer.pk)
    assert not Thread.objects.exists()


def test_what_was_deleted_meanwhile_says_so(hello, writer):
    thread = begin(hello, writer)
    comment = thread.comments.get()
    commenting.delete(comment=comment, user=writer)

    for late in (
        lambda: commenting.edit(comment=comment, text="Late", user=writer),
        lambda: commenting.delete(comment=comment, user=writer),
        lambda: commenting.reply(thread=Thread(pk=comment.thread_id), text="Late", user=writer),
        lambda: commenting.set_resolved(
            thread=Thread(pk=comment.thread_id), resolved=True, user=writer
        ),
    ):
        with pytest.raises(NotFound):
            late()
