"""Addresses of this app under /api/v1/."""

from django.urls import path

from flowbuilder.flows.api.budget import FlowBudgetView
from flowbuilder.flows.api.catalogue import NodeTypesView, SurroundingsView
from flowbuilder.flows.api.comments import (
    CommentsView,
    CommentView,
    ThreadResolveView,
    ThreadView,
)
from flowbuilder.flows.api.drafts import CheckView, DraftView, FlowsView
from flowbuilder.flows.api.guidance import NeedsView, NeedView, TourView
from flowbuilder.flows.api.publication import (
    PublicationView,
    ReviewReturnView,
    ReviewView,
    ReviewWithdrawView,
    ScheduleView,
)
from flowbuilder.flows.api.talks import AcceptTalksView, RunTalksView, TalksView, TalkView
from flowbuilder.flows.api.templates import TemplatesView, TemplateUseView, TemplateView
from flowbuilder.flows.api.topics import TopicTrialView
from flowbuilder.flows.api.versions import PublishView, RestoreView, VersionsView, VersionView

urlpatterns = [
    path("node-types/", NodeTypesView.as_view(), name="node-types"),
    path("flows/", FlowsView.as_view(), name="flows"),
    path("flows/<int:flow_id>/draft/", DraftView.as_view(), name="flow-draft"),
    path("flows/<int:flow_id>/budget/", FlowBudgetView.as_view(), name="flow-budget"),
    path("flows/<int:flow_id>/check/", CheckView.as_view(), name="flow-check"),
    path("flows/<int:flow_id>/publish/", PublishView.as_view(), name="flow-publish"),
    path("flows/<int:flow_id>/surroundings/", SurroundingsView.as_view(), name="flow-surroundings"),
    path("flows/<int:flow_id>/talks/", TalksView.as_view(), name="flow-talks"),
    path("flows/<int:flow_id>/talks/run/", RunTalksView.as_view(), name="flow-talks-run"),
    path("flows/<int:flow_id>/talks/accept/", AcceptTalksView.as_view(), name="flow-talks-accept"),
    path("flows/<int:flow_id>/talks/<int:talk_id>/", TalkView.as_view(), name="flow-talk"),
    path("flows/<int:flow_id>/versions/", VersionsView.as_view(), name="flow-versions"),
    path("flows/<int:flow_id>/versions/<int:number>/", VersionView.as_view(), name="flow-version"),
    path(
        "flows/<int:flow_id>/versions/<int:number>/restore/",
        RestoreView.as_view(),
        name="flow-version-restore",
    ),
    path("flows/<int:flow_id>/needs/", NeedsView.as_view(), name="flow-needs"),
    path("flows/<int:flow_id>/needs/<int:need>/", NeedView.as_view(), name="flow-need"),
    path("templates/", TemplatesView.as_view(), name="templates"),
    path("templates/<slug:template_key>/", TemplateView.as_view(), name="template"),
    path("templates/<slug:template_key>/use/", TemplateUseView.as_view(), name="template-use"),
    path("topics/trial/", TopicTrialView.as_view(), name="topic-trial"),
    path("tour/", TourView.as_view(), name="tour"),
    path("flows/<int:flow_id>/publication/", PublicationView.as_view(), name="flow-publication"),
    path("flows/<int:flow_id>/schedule/", ScheduleView.as_view(), name="flow-schedule"),
    path("flows/<int:flow_id>/review/", ReviewView.as_view(), name="flow-review"),
    path(
        "flows/<int:flow_id>/review/return/", ReviewReturnView.as_view(), name="flow-review-return"
    ),
    path(
        "flows/<int:flow_id>/review/withdraw/",
        ReviewWithdrawView.as_view(),
        name="flow-review-withdraw",
    ),
    path("flows/<int:flow_id>/comments/", CommentsView.as_view(), name="flow-comments"),
    path("flows/<int:flow_id>/comments/<int:thread_id>/", ThreadView.as_view(), name="flow-thread"),
    path(
        "flows/<int:flow_id>/comments/<int:thread_id>/resolve/",
        ThreadResolveView.as_view(),
        name="flow-thread-resolve",
    ),
    path(
        "flows/<int:flow_id>/comments/<int:thread_id>/<int:comment_id>/",
        CommentView.as_view(),
        name="flow-comment",
    ),
]
