"""REST addresses of the inbox, under /api/v1/."""

from django.urls import path

from flowbuilder.handoff.api import (
    acting,
    contacts,
    files,
    finding,
    marking,
    pushing,
    reading,
    writing,
)

_ONE = "inbox/conversations/<uuid:conversation_id>/"

urlpatterns = [
    path("inbox/me/", acting.MeView.as_view(), name="inbox_me"),
    path("inbox/people/", reading.PeopleView.as_view(), name="inbox_people"),
    path("inbox/canned-replies/", reading.CannedRepliesView.as_view(), name="inbox_canned_replies"),
    path("inbox/colleagues/", marking.ColleaguesView.as_view(), name="inbox_colleagues"),
    path("inbox/push/", pushing.PushView.as_view(), name="inbox_push"),
    path("inbox/search/", finding.SearchView.as_view(), name="inbox_search"),
    path("inbox/views/", finding.SavedViewsView.as_view(), name="inbox_views"),
    path("inbox/views/<int:view_id>/", finding.SavedViewView.as_view(), name="inbox_view"),
    path("inbox/tags/", marking.TagsView.as_view(), name="inbox_tags"),
    path("inbox/contacts/", contacts.ContactsView.as_view(), name="inbox_contacts"),
    path("inbox/contacts/<int:contact_id>/", contacts.ContactView.as_view(), name="inbox_contact"),
    path(
        "inbox/contacts/<int:contact_id>/merge/", contacts.MergeView.as_view(), name="inbox_merge"
    ),
    path(
        "inbox/contacts/<int:contact_id>/merge-later/",
        contacts.MergeLaterView.as_view(),
        name="inbox_merge_later",
    ),
    path(
        "inbox/contacts/<int:contact_id>/keep-apart/",
        contacts.KeepApartView.as_view(),
        name="inbox_keep_apart",
    ),
    path(
        "inbox/contacts/<int:contact_id>/block/", contacts.BlockView.as_view(), name="inbox_block"
    ),
    path(
        "inbox/contacts/<int:contact_id>/unblock/",
        contacts.UnblockView.as_view(),
        name="inbox_unblock",
    ),
    path(
        "inbox/contacts/<int:contact_id>/withdraw-consent/",
        contacts.WithdrawConsentView.as_view(),
        name="inbox_withdraw_consent",
    ),
    path("inbox/many/", marking.ManyView.as_view(), name="inbox_many"),
    path("inbox/card-pictures/", files.CardPictureView.as_view(), name="inbox_card_picture"),
    path("inbox/files/<uuid:file_id>/", files.FileView.as_view(), name="inbox_file"),
    path("inbox/conversations/", reading.ConversationsView.as_view(), name="inbox_conversations"),
    path(_ONE, reading.ConversationView.as_view(), name="inbox_conversation"),
    path(f"{_ONE}messages/", reading.MessagesView.as_view(), name="inbox_messages"),
    path(f"{_ONE}suggestions/", reading.SuggestionsView.as_view(), name="inbox_suggestions"),
    path(f"{_ONE}summary/", writing.SummaryView.as_view(), name="inbox_summary"),
    path(f"{_ONE}translation/", writing.TranslationView.as_view(), name="inbox_translation"),
    path(f"{_ONE}reply-draft/", writing.ReplyDraftView.as_view(), name="inbox_reply_draft"),
    path(f"{_ONE}steps/", reading.StepsView.as_view(), name="inbox_steps"),
    path(f"{_ONE}claim/", acting.ClaimView.as_view(), name="inbox_claim"),
    path(f"{_ONE}take-over/", acting.TakeOverView.as_view(), name="inbox_take_over"),
    path(f"{_ONE}reply/", acting.ReplyView.as_view(), name="inbox_reply"),
    path(f"{_ONE}send-again/", acting.SendAgainView.as_view(), name="inbox_send_again"),
    path(f"{_ONE}note/", acting.NoteView.as_view(), name="inbox_note"),
    path(f"{_ONE}files/", files.FilesView.as_view(), name="inbox_files"),
    path(f"{_ONE}transfer/", acting.TransferView.as_view(), name="inbox_transfer"),
    path(f"{_ONE}hand-back/", acting.HandBackView.as_view(), name="inbox_hand_back"),
    path(f"{_ONE}close/", acting.CloseView.as_view(), name="inbox_close"),
    path(f"{_ONE}tags/", marking.ConversationTagsView.as_view(), name="inbox_change_tags"),
    path(f"{_ONE}left-answered/", marking.LeftAnsweredView.as_view(), name="inbox_left_answered"),
    path(
        f"{_ONE}left-unanswered/",
        marking.LeftUnansweredView.as_view(),
        name="inbox_left_unanswered",
    ),
    path(f"{_ONE}priority/", marking.PriorityView.as_view(), name="inbox_set_priority"),
    path(f"{_ONE}snooze/", marking.SnoozeView.as_view(), name="inbox_snooze"),
    path(f"{_ONE}wake/", marking.WakeView.as_view(), name="inbox_wake"),
    path(f"{_ONE}read/", acting.ReadView.as_view(), name="inbox_read"),
]
