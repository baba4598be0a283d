// Made from docs/openapi.json by scripts/apiTypes.mjs. To renew it run: make fix

export interface paths {
  '/api/v1/card-pictures/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Give the bytes; one of another host is fetched if need be. */
    get: operations['card_picture']
    put?: never
    /** @description Keep a picture for cards. */
    post: operations['card_picture_upload']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/files': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Takes a visitor's file. */
    post: operations['chat_upload']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/me': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description See what is kept, correct it, or have it deleted. */
    get: operations['my_data']
    put?: never
    post?: never
    /** @description See what is kept, correct it, or have it deleted. */
    delete: operations['my_data_delete']
    options?: never
    head?: never
    /** @description See what is kept, correct it, or have it deleted. */
    patch: operations['my_data_correct']
    trace?: never
  }
  '/api/v1/chat/{key}/me/conversations': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description The visitor's earlier conversations in this chat: what is over, and not what is open now. */
    get: operations['past_talks']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/me/conversations/{talk}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description One of them, to read. */
    get: operations['past_talk']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/me/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Take a copy of one's own data and conversations away. */
    get: operations['my_data_export']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/messages': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description One visitor's conversation through one widget. */
    get: operations['chat_messages_retrieve']
    put?: never
    /** @description One visitor's conversation through one widget. */
    post: operations['chat_messages_create']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/chat/{key}/transcript': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Sends the transcript to the address that the visitor types. */
    post: operations['chat_transcript']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/files/{file_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Give the bytes. */
    get: operations['conversation_file']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/first-steps/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List them; empty once they are done or put away. */
    get: operations['first_step_list']
    put?: never
    post?: never
    /** @description Show them to this person no more. */
    delete: operations['first_step_hide']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Make a flow; its first version too, if this person may publish and nothing hinders it. */
    post: operations['flow_create']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/budget/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read it, with the month's meter. */
    get: operations['flow_budget_read']
    /** @description Set it, or take it away. */
    put: operations['flow_budget_save']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/check/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Check a document without saving it. */
    post: operations['flow_check']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/comments/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the threads, oldest first, resolved ones too. */
    get: operations['comment_list']
    put?: never
    /** @description Begin a thread; answers with all of them. */
    post: operations['comment_add']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/comments/{thread_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Answer in it, which opens it again; answers with all threads. */
    post: operations['comment_reply']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/comments/{thread_id}/resolve/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Resolve it or open it again; answers with all threads. */
    post: operations['comment_resolve']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/comments/{thread_id}/{comment_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /** @description Change its words; answers with all threads. */
    put: operations['comment_edit']
    post?: never
    /** @description Delete it, and its thread with the last one; answers with all threads. */
    delete: operations['comment_delete']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/draft/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read the draft and what is wrong with it. */
    get: operations['draft_read']
    /** @description Save the draft; 409 `draft_is_stale` when someone saved since `revision`. */
    put: operations['draft_save']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/live/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Where they are: first the steps that the saved draft no longer has, then the fullest. */
    get: operations['flow_live']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/needs/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List it; empty for a flow that has no checklist. */
    get: operations['need_list']
    put?: never
    post?: never
    /** @description Put the checklist away for good. */
    delete: operations['need_drop']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/needs/{need}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /** @description Tick it, or open it again; answers with the whole list. */
    put: operations['need_tick']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/publication/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read it; the editor asks now and then, for others act too. */
    get: operations['publication_read']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/publish/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Publish; 422 `invalid_flow` with all problems when it has errors. */
    post: operations['flow_publish']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/review/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Ask; 422 `invalid_flow` with all problems when it has errors. */
    post: operations['review_ask']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/review/return/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Return it; 409 `review_is_over` when it was answered or withdrawn meanwhile. */
    post: operations['review_return']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/review/withdraw/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Withdraw it, or put away a returned one; 409 `review_is_over` when there is none. */
    post: operations['review_withdraw']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/schedule/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Schedule the draft as it is now, in place of what was scheduled before. */
    post: operations['schedule_set']
    /** @description Cancel what waits, or put away that it was not published. */
    delete: operations['schedule_cancel']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/surroundings/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List them. */
    get: operations['surroundings_read']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/talks/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the talks. */
    get: operations['talk_list']
    put?: never
    /** @description Save a talk; 422 `invalid_flow` when the document has errors. */
    post: operations['talk_add']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/talks/accept/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Write the answers down anew, in all of the talks or in none. */
    post: operations['talk_accept']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/talks/run/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Hold the talks; 422 `invalid_flow` when the document has errors. */
    post: operations['talk_run']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/talks/{talk_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read one talk. */
    get: operations['talk_read']
    put?: never
    post?: never
    /** @description Delete a talk. */
    delete: operations['talk_delete']
    options?: never
    head?: never
    /** @description Rename a talk, or put another text in its place. */
    patch: operations['talk_change']
    trace?: never
  }
  '/api/v1/flows/{flow_id}/try/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Let one event happen. When nothing can run, the problems come back and no session. */
    post: operations['flow_try']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/try/again/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Let the events happen again, one after the other, without asking the world. */
    post: operations['flow_try_again']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/versions/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the versions. */
    get: operations['version_list']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/versions/{number}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read one version. */
    get: operations['version_read']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/flows/{flow_id}/versions/{number}/restore/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Copy the version into the draft; 409 `draft_is_stale` like saving. */
    post: operations['version_restore']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/canned-replies/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the canned replies. */
    get: operations['inbox_canned_replies']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/card-pictures/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Give the bytes. */
    get: operations['inbox_card_picture']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/colleagues/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the members of the workspace, as notes call them. */
    get: operations['inbox_colleagues']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Find people. */
    get: operations['inbox_contacts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Show one person, or correct what is known of them. */
    get: operations['inbox_contact']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /** @description Show one person, or correct what is known of them. */
    patch: operations['inbox_edit_contact']
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/block/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Take nothing of this person's any more, and end what is under way with them. */
    post: operations['inbox_block_contact']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/keep-apart/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Do not merge this contact after all. */
    post: operations['inbox_keep_apart']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/merge-later/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Make another contact part of this one once neither is cut off by it. */
    post: operations['inbox_merge_later']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/merge/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Make another contact part of this one. It cannot be undone. */
    post: operations['inbox_merge_contacts']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/unblock/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Let this person write again. */
    post: operations['inbox_unblock_contact']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/contacts/{contact_id}/withdraw-consent/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Withdraw a consent, because this person wishes so. It cannot be undone, only given anew. */
    post: operations['inbox_withdraw_consent']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the conversations of one view, a page at a time. */
    get: operations['inbox_conversations']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Show one conversation: contact, story so far, earlier visits. */
    get: operations['inbox_conversation']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/claim/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Take a waiting conversation out of its queue. */
    post: operations['inbox_claim']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/close/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description End the agent's part; the flow goes on, perhaps to a survey, and then ends. */
    post: operations['inbox_close']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/files/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Takes a file for a reply or a note. Nobody sees it until one of them sends it. */
    post: operations['inbox_upload']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/hand-back/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Give the conversation back to the assistant, at a step if one is named, or tell of it. */
    get: operations['inbox_foresee_hand_back']
    put?: never
    /** @description Give the conversation back to the assistant, at a step if one is named, or tell of it. */
    post: operations['inbox_hand_back']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/left-answered/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Note that what the visitor left has been answered elsewhere. */
    post: operations['inbox_left_answered']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/left-unanswered/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Take it back that a message left was answered. */
    post: operations['inbox_left_unanswered']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/messages/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Read a conversation's messages, notes included: the newest, or those around a seq. */
    get: operations['inbox_messages']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/note/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Write a note that only colleagues see. */
    post: operations['inbox_note']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/priority/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Make a conversation urgent, or usual again. */
    post: operations['inbox_set_priority']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/read/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Note how far the agent has read. */
    post: operations['inbox_read']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/reply-draft/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * @description Have a reply to the visitor's last words drafted from the knowledge. Nothing is sent.
     *
     *     With `begun` it is what follows those words; empty where the team has no such drafts.
     */
    post: operations['inbox_reply_draft']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/reply/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Answer the visitor. Sending the same `client_id` again returns the first message. */
    post: operations['inbox_reply']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/send-again/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Have an e-mail that could not be delivered sent once more. */
    post: operations['inbox_send_again']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/snooze/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Show what the team's calendar says of the days ahead, or put a conversation aside. */
    get: operations['inbox_snooze_calendar']
    put?: never
    /** @description Show what the team's calendar says of the days ahead, or put a conversation aside. */
    post: operations['inbox_snooze']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/steps/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the steps that the conversation can be handed back to. */
    get: operations['inbox_steps']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/suggestions/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Suggest what could be answered to the visitor's last words, from the knowledge. */
    get: operations['inbox_suggestions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/summary/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Have two lines written on what was said, in the agent's language. */
    post: operations['inbox_summary']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/tags/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Put tags on a conversation and take others off. */
    post: operations['inbox_change_tags']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/take-over/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Take a conversation from the assistant, the queue or a colleague. */
    post: operations['inbox_take_over']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/transfer/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Pass the conversation to a colleague, or into the queue of a team. */
    post: operations['inbox_transfer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/translation/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Have one message translated into the agent's language. */
    post: operations['inbox_translation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/conversations/{conversation_id}/wake/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Take a snoozed conversation up again. */
    post: operations['inbox_wake']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/files/{file_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Give the bytes. */
    get: operations['inbox_file']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/many/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Do one thing to many conversations; what could not be done is told for each. */
    post: operations['inbox_many']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/me/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description Show the agent whose inbox this is, or change whether they answer. */
    get: operations['inbox_me']
    /** @description Show the agent whose inbox this is, or change whether they answer. */
    put: operations['inbox_set_availability']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/people/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the teams and colleagues that a conversation can be passed to. */
    get: operations['inbox_people']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/push/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description The key to subscribe with; subscribe this browser, or leave it alone. */
    get: operations['inbox_push_key']
    put?: never
    /** @description The key to subscribe with; subscribe this browser, or leave it alone. */
    post: operations['inbox_push_subscribe']
    /** @description The key to subscribe with; subscribe this browser, or leave it alone. */
    delete: operations['inbox_push_unsubscribe']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/search/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * @description Find conversations by who wrote, by what was said, sent or noted, by subjects, tags and
     *     numbers.
     */
    get: operations['inbox_search']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/tags/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the workspace's tags, or make one. */
    get: operations['inbox_tags']
    put?: never
    /** @description List the workspace's tags, or make one. */
    post: operations['inbox_make_tag']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/views/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the agent's own views, or keep another one. */
    get: operations['inbox_views']
    put?: never
    /** @description List the agent's own views, or keep another one. */
    post: operations['inbox_save_view']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/inbox/views/{view_id}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /** @description Delete one of the agent's own views. */
    delete: operations['inbox_delete_view']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/node-types/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List the node types; answers 304 when the reader has them already. */
    get: operations['node_type_list']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/templates/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description List them: the workspace's own first. */
    get: operations['template_list']
    put?: never
    /** @description Keep a flow, or the part of it that the document holds, as a template. */
    post: operations['template_save']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/templates/{template_key}/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /** @description Delete it. Flows made from it stay; the library's templates cannot be deleted. */
    delete: operations['template_delete']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/templates/{template_key}/try/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Let one event happen. A template that cannot run yet comes back with its problems. */
    post: operations['template_try']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/templates/{template_key}/use/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Make a draft of it. */
    post: operations['template_use']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/topics/trial/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** @description Sort the text, and look for examples that confuse. */
    post: operations['topic_trial']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/tour/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /** @description Keep the person's wish. */
    put: operations['tour_offer']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/widgets/{key}/config': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description A widget's looks and words, for pages that may show it. */
    get: operations['widgets_config_retrieve']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * @description * `take` - take
     *     * `transfer` - transfer
     *     * `tag` - tag
     *     * `priority` - priority
     *     * `snooze` - snooze
     *     * `close` - close
     * @enum {string}
     */
    ActionEnum: 'take' | 'transfer' | 'tag' | 'priority' | 'snooze' | 'close'
    AgentShown: {
      capacity: number
      id: number
      /** @description Chats, of at most `capacity`. */
      load: number
      name: string
      online: boolean
      /** @description Has an inbox open, answering or not. */
      present: boolean
      state: components['schemas']['Presence']
      teams: number[]
    }
    Alike: {
      id: number
      name: string
      same: components['schemas']['SameEnum'][]
    }
    Answer: {
      label: string
      name: string
      personal: boolean
      /** @description Kept by the flow for itself: not asked. */
      technical: boolean
      value: string
    }
    /** @description What a step asks the world, and the author answers. */
    Asked: {
      about: string
      /** @description It may change something elsewhere. */
      changes: boolean
      what: components['schemas']['AskedWhatEnum']
    }
    /**
     * @description * `knowledge` - knowledge
     *     * `model` - model
     *     * `http` - http
     * @enum {string}
     */
    AskedWhatEnum: 'knowledge' | 'model' | 'http'
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    Begun: {
      /** @description What the agent has typed so far. */
      begun?: string
    }
    /** @enum {unknown} */
    BlankEnum: ''
    Blocked: {
      /** Format: date-time */
      at: string
      by: string
      why: string
    }
    CannedReplyShown: {
      id: number
      language: string
      shortcut: string
      text: string
      title: string
    }
    /** @description One conversation with its story so far. */
    Card: {
      answers: components['schemas']['Answer'][]
      consents: components['schemas']['CardConsent'][]
      contact: components['schemas']['CardContact']
      earlier: components['schemas']['EarlierConversation'][]
      /** @description The newest that the visitor sent. */
      files: components['schemas']['CardFile'][]
      flow: components['schemas']['FlowName']
      handoffs: components['schemas']['PastHandoff'][]
      last_said: string
      /** @description Null without calls, and for a role that sees no costs. */
      models: components['schemas']['ModelsCost'] | null
      /** @description Null when the flow does not look at it. */
      mood: components['schemas']['Mood'] | null
      page: components['schemas']['Page']
      passages: components['schemas']['Passage'][]
      path: components['schemas']['PathStep'][]
      rating: components['schemas']['Rating'] | null
      /** @description Why they are here: their own words, a message a line; then the author's. */
      reason: string
      row: components['schemas']['Row']
      /** @description At most two; none when nothing of substance was said. */
      summary: components['schemas']['Line'][]
      tickets: components['schemas']['CardTicket'][]
      /** @description A language model can be asked to write. */
      writes: boolean
    }
    /** @description The visitor's newest answer to a request for consent. */
    CardConsent: {
      agreed: boolean
      /** Format: date-time */
      at: string
      label: string
      purpose: string
      /** Format: date-time */
      withdrawn_at: string | null
    }
    CardContact: {
      email: string
      /** Format: date-time */
      first_seen: string
      id: number
      language: string
      merge: components['schemas']['MergeWaiting'] | null
      name: string
      phone: string
    }
    CardFile: {
      name: string
      picture: boolean
    }
    CardTicket: {
      /** Format: date-time */
      created_at: string
      email: string
      id: number
      name: string
      /** @description To call back; empty where an e-mail is to be sent. */
      phone: string
      status: string
      text: string
    }
    ChannelsChatTranscriptInput: {
      email: string
    }
    ChannelsMyDataOutput: {
      /** @description What is agreed to and may be withdrawn. */
      consents: components['schemas']['Consent'][]
      fields: components['schemas']['Field'][]
      signed_in: boolean
    }
    ChannelsMyDataPatchedInput: {
      values?: {
        [key: string]: string
      }
      /**
       * @description The purpose whose consent is withdrawn.
       * @default
       */
      withdraw: string
    }
    ChannelsPastTalksOutput: {
      conversations: components['schemas']['Talk'][]
    }
    ChannelsWidgetConfigOutput: {
      accent: string
      accentText: string
      avatar: string
      /** @description Store nothing before consent is told of. */
      consent: boolean
      fileLimit: number
      files: boolean
      invitations: {
        [key: string]: unknown
      }[]
      language: string
      notice: string
      quiet: string[]
      side: components['schemas']['SideEnum']
      title: string
    }
    Colleague: {
      id: number
      /** @description Their role opens the inbox. */
      may_see: boolean
      name: string
    }
    /**
     * @description * `reach` - reach
     *     * `talk` - talk
     *     * `ask` - ask
     *     * `know` - know
     *     * `decide` - decide
     *     * `people` - people
     * @enum {string}
     */
    ColorEnum: 'reach' | 'talk' | 'ask' | 'know' | 'decide' | 'people'
    /** @description One person's words. */
    Comment: {
      /** Format: date-time */
      at: string
      by: string
      /** Format: date-time */
      editedAt: string | null
      id: number
      isMine: boolean
      mayDelete: boolean
      text: string
    }
    /** @description One step, in the reader's language. */
    ConfigFirstStepsOutput: {
      action: string
      done: boolean
      name: string
      text: string
      title: string
      url: string
    }
    /** @description An example that fits another topic better than its own. */
    ConfusionOutput: {
      example: string
      taken_for: string
      topic: string
    }
    Consent: {
      /** Format: date-time */
      at: string
      label: string
      purpose: string
    }
    /** @description A person. */
    ContactShown: {
      /** @description Who may be the same person; nobody is merged by it. */
      alike: components['schemas']['Alike'][]
      blocked: components['schemas']['Blocked'] | null
      external_id: string
      fields: components['schemas']['Known'][]
      id: number
      merge: components['schemas']['MergeWaiting'] | null
      name: string
      segments: string[]
      tags: string[]
      timeline: components['schemas']['Happened'][]
      verified: boolean
    }
    /**
     * @description * `bot` - bot
     *     * `queued` - queued
     *     * `agent` - agent
     *     * `closed` - closed
     * @enum {string}
     */
    ConversationState: 'bot' | 'queued' | 'agent' | 'closed'
    ConversationsCardPicturesOutput: {
      /** @description What the card then has as its picture. */
      address: string
    }
    Counts: {
      at_risk: number
      bot: number
      /** @description Those of one's own that take room in the chat. */
      chats: number
      /** @description Conversations with a message left, unanswered. */
      left: number
      /** @description Conversations with mentions not read yet. */
      mentioned: number
      mine: number
      /** @description Those of them with something not read yet. */
      mine_unread: number
      queues: {
        [key: string]: number
      }
      snoozed: number
      team: number
      waiting: number
    }
    /** @description A draft and what is wrong with it. */
    DraftOutput: {
      document: unknown
      problems: components['schemas']['Problem'][]
      publishedNumber: number | null
      publishedRevision: number | null
      revision: number
      /** Format: date-time */
      savedAt: string
    }
    Drafted: {
      sources: string[]
      /** @description Empty: nothing supports one. */
      text: string
    }
    EarlierConversation: {
      /** @description Who answered last; empty when nobody did. */
      agent: string
      /** @description An agent ended it; a rating may follow. */
      being_rated: boolean
      channel: string
      /** Format: uuid */
      id: string
      /** @description A message that was left there is unanswered. */
      left: boolean
      /** @description By its channel, or its subject. */
      name: string
      outcome: string
      rating: components['schemas']['Rating'] | null
      /** Format: date-time */
      started_at: string
      state: string
      /** @description The visitor's first words. */
      topic: string
    }
    /** @description The owner epoch the agent saw. */
    Epoch: {
      epoch: number
    }
    /** @description The line that shows why a conversation was found; no pieces when its name or a tag did. */
    Excerpt: {
      /** Format: date-time */
      at: string | null
      from: string
      pieces: components['schemas']['Piece'][]
      private: boolean
      seq: number | null
    }
    /** @description Something of one's own that is asked for at once; `example` is the template's. */
    Fact: {
      example: string
      title: string
      variable: string
    }
    Field: {
      kind: string
      label: string
      /** @description Not for the visitor to change. */
      locked: boolean
      name: string
      value: string
    }
    /** @description The limit, null for none, and what the flow's turns spent of it this month, in words. */
    FlowBudgetOutput: {
      /** @description Something is limited or was spent, or a language model is set. */
      isOfUse: boolean
      isOver: boolean
      meter: string
      perMonth: number | null
      /** @description Hundredths of the limit that are spent; null without one. */
      share: number | null
      /** @description Empty while enough is left. */
      warning: string
    }
    FlowName: {
      name: string
      version: number
    }
    /** @description A whole document. */
    FlowsCheckInput: {
      document: unknown
    }
    /** @description What is wrong with it. */
    FlowsCheckOutput: {
      problems: components['schemas']['Problem'][]
    }
    /** @description Words, and the node they are about; an empty one stands for the flow. */
    FlowsCommentsInput: {
      /** @default  */
      node: string
      text: string
    }
    /** @description A whole document, and the revision it was made from. */
    FlowsDraftInput: {
      document: unknown
      revision: number
    }
    /** @description How many tokens a month; null for any number. */
    FlowsFlowBudgetInput: {
      /** Format: int64 */
      perMonth: number | null
    }
    /** @description A name and a whole document. */
    FlowsFlowsInput: {
      document: unknown
      name: string
    }
    /** @description The flow as others can call it; `published` is a version's number, if there is one. */
    FlowsFlowsOutput: {
      inputs: {
        [key: string]: unknown
      }[]
      label: string
      /** @description What a step stores to call it. */
      name: string
      outputs: {
        [key: string]: unknown
      }[]
      published: number | null
    }
    /** @description Whether it is settled. */
    FlowsNeedInput: {
      done: boolean
    }
    /** @description One node type: its words, ports and the schema its form is drawn from. */
    FlowsNodeTypesOutput: {
      category: string
      configSchema: unknown
      ends: boolean
      help: string
      icon: string
      keywords: string[]
      name: string
      portPerItem: unknown
      ports: unknown
      title: string
      waits: boolean
    }
    /** @description Which draft, why, and what becomes of the conversations under way. */
    FlowsPublishInput: {
      /**
       * @description What becomes of conversations under way: they stay on their version, are moved when the visitor next writes, or begin anew then.
       *
       *     * `stay` - stay
       *     * `move` - move
       *     * `restart` - restart
       * @default stay
       */
      live: components['schemas']['LiveEnum']
      /** @default  */
      note: string
      /** @description The draft revision you reviewed. */
      revision: number
    }
    /** @description The draft revision that this replaces. */
    FlowsRestoreInput: {
      revision: number
    }
    /** @description Which draft, and what the reviewer should know. */
    FlowsReviewInput: {
      /** @default  */
      note: string
      revision: number
    }
    /** @description Which review, and why. */
    FlowsReviewReturnInput: {
      reason: string
      review: number
    }
    /** @description Which review. */
    FlowsReviewWithdrawInput: {
      review: number
    }
    /** @description How each talk went. */
    FlowsRunTalksOutput: {
      results: components['schemas']['TalkResult'][]
    }
    /** @description As for publishing now, with a day and an hour of the workspace's clock. */
    FlowsScheduleInput: {
      /** Format: date */
      day: string
      /** Format: time */
      hour: string
      /**
       * @description What becomes of conversations under way: they stay on their version, are moved when the visitor next writes, or begin anew then.
       *
       *     * `stay` - stay
       *     * `move` - move
       *     * `restart` - restart
       * @default stay
       */
      live: components['schemas']['LiveEnum']
      /** @default  */
      note: string
      /** @description The draft revision you reviewed. */
      revision: number
    }
    /**
     * @description Teams, credentials, surveys and flows by the name a field stores and the label it shows.
     *
     *     A flow also has its `inputs` and `outputs`, each with `name` and `kind`; an input says
     *     whether it is `required`.
     */
    FlowsSurroundingsOutput: {
      credentials: {
        [key: string]: unknown
      }[]
      flows: {
        [key: string]: unknown
      }[]
      modelConfigured: boolean
      surveys: {
        [key: string]: unknown
      }[]
      teams: {
        [key: string]: unknown
      }[]
    }
    /** @description Another name, or another text. */
    FlowsTalkPatchedInput: {
      name?: string
      text?: string
    }
    /** @description A talk to save. With a document, what comes of it there is written down. */
    FlowsTalksInput: {
      document?: unknown
      name: string
      text: string
    }
    /** @description The new flow's name (else the template's), one's own facts, and what comes along. */
    FlowsTemplateUseInput: {
      facts?: {
        [key: string]: string
      }
      /** @default true */
      knowledge: boolean
      /** @default  */
      name: string
    }
    /** @description The draft that was made, and how many answers came with it. */
    FlowsTemplateUseOutput: {
      entries: number
      flow: number
    }
    /** @description A document to keep, and the flow it is from, for its checklist. */
    FlowsTemplatesInput: {
      document: unknown
      flow?: number | null
      name: string
      /** @default  */
      summary: string
    }
    /** @description Dealt with, or open again. */
    FlowsThreadResolveInput: {
      resolved: boolean
    }
    /** @description The topics, and a text to sort if there is one. */
    FlowsTopicTrialInput: {
      /** @default pl */
      language: string
      /** @default  */
      text: string
      topics: components['schemas']['TopicInput'][]
    }
    /** @description Offer it, or never again. */
    FlowsTourInput: {
      offered: boolean
    }
    Found: {
      excerpt: components['schemas']['Excerpt']
      row: components['schemas']['Row']
    }
    FoundContact: {
      email: string
      id: number
      name: string
      verified: boolean
    }
    FoundPage: {
      /** @description False while conversations from before an upgrade are still being read. */
      complete: boolean
      next: string | null
      results: components['schemas']['Found'][]
    }
    HandBackForeseen: {
      /** @description The title of the step that speaks first. */
      begins: string
      /** @description What the visitor would read. */
      says: string[]
      /** @description The title of the step at which it stands then. */
      stands: string
      then: components['schemas']['ThenEnum'] | components['schemas']['BlankEnum']
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffBlockInput: {
      why?: string
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffContactPatchedInput: {
      add_tags?: string[]
      remove_tags?: string[]
      values?: {
        [key: string]: string
      }
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffConversationTagsInput: {
      add?: number[]
      remove?: number[]
    }
    HandoffFilesOutput: {
      height?: number
      /** Format: uuid */
      id: string
      kind: components['schemas']['KindEnum']
      name: string
      size: number
      width?: number
    }
    /** @description The owner epoch the agent saw. */
    HandoffHandBackInput: {
      epoch: number
      node?: string
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffLeftUnansweredInput: {
      ticket: number
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffManyInput: {
      action: components['schemas']['ActionEnum']
      add?: number[]
      agent?: number
      comment?: string
      conversations: components['schemas']['OneOfThem'][]
      priority?: components['schemas']['PriorityEnum']
      remove?: number[]
      team?: number
      /** Format: date-time */
      until?: string
    }
    HandoffManyOutput: {
      results: components['schemas']['Result'][]
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffMeInput: {
      state: components['schemas']['Presence']
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffNoteInput: {
      /** Format: uuid */
      client_id: string
      files?: string[]
      /** @description The people whom the text calls @name. */
      mentions?: number[]
      text: string
    }
    /** @description The owner epoch the agent saw. */
    HandoffPriorityInput: {
      epoch: number
      priority: components['schemas']['PriorityEnum']
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffReadInput: {
      seq: number
    }
    HandoffReadOutput: {
      seq: number
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffReplyInput: {
      /** Format: uuid */
      client_id: string
      epoch: number
      files?: string[]
      text: string
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffSavedViewsInput: {
      channel?: string
      language?: string
      name: string
      sla?: components['schemas']['SlaEnum'] | components['schemas']['BlankEnum']
      tags?: number[]
      team?: number | null
      view: components['schemas']['ViewEnum']
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffSendAgainInput: {
      seq: number
    }
    /** @description The owner epoch the agent saw. */
    HandoffSnoozeInput: {
      epoch: number
      /** Format: date-time */
      until: string
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffTagsInput: {
      /** @default reach */
      color: components['schemas']['ColorEnum']
      name: string
    }
    /** @description The owner epoch the agent saw. */
    HandoffTransferInput: {
      agent?: number
      comment?: string
      epoch: number
      team?: number
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    HandoffWithdrawConsentInput: {
      purpose: string
    }
    Happened: {
      /** Format: date-time */
      at: string
      /** @description Of a conversation. */
      channel: string
      conversation: string | null
      /** @description What was said there, if anything. */
      detail: string
      text: string
      what: components['schemas']['HappenedWhatEnum']
    }
    /**
     * @description * `conversation` - conversation
     *     * `ticket` - ticket
     *     * `survey` - survey
     *     * `change` - change
     * @enum {string}
     */
    HappenedWhatEnum: 'conversation' | 'ticket' | 'survey' | 'change'
    InboxMessage: {
      agent: components['schemas']['Named'] | null
      /** Format: date-time */
      at: string
      client_id: string | null
      content: unknown
      from: string
      generated: boolean
      mail: components['schemas']['Letter'] | null
      private: boolean
      seq: number
    }
    Key: {
      /** @description The applicationServerKey, base64url. */
      key: string
    }
    /**
     * @description * `image` - image
     *     * `pdf` - pdf
     *     * `document` - document
     *     * `sheet` - sheet
     *     * `text` - text
     * @enum {string}
     */
    KindEnum: 'image' | 'pdf' | 'document' | 'sheet' | 'text'
    Known: {
      label: string
      /** @description Confirmed by the website. */
      locked: boolean
      name: string
      /** @description Who said so, in words. */
      source: string
      value: string
    }
    /**
     * @description * `pl` - pl
     *     * `en` - en
     * @enum {string}
     */
    LanguageEnum: 'pl' | 'en'
    LastLine: {
      /** @description Who wrote it, of the agents. */
      agent: components['schemas']['Named'] | null
      /** Format: date-time */
      at: string
      from: string
      text: string
    }
    /** @description A message that the visitor left and nobody has answered; the first of them. */
    LeftMessage: {
      /** Format: date-time */
      at: string
      team: number | null
      text: string
    }
    /** @description A message as an e-mail: who sent it or gets it, and what became of it. */
    Letter: {
      address: string
      /** Format: date-time */
      at: string | null
      problem: string
      /** @description What stood beside the new words. */
      quoted: string
      state: components['schemas']['LetterStateEnum']
      subject: string
      /** @description Something speaks for its being from there. */
      verified: boolean
    }
    /**
     * @description * `received` - received
     *     * `waiting` - waiting
     *     * `sent` - sent
     *     * `failed` - failed
     * @enum {string}
     */
    LetterStateEnum: 'received' | 'waiting' | 'sent' | 'failed'
    /**
     * @description * `error` - error
     *     * `warning` - warning
     * @enum {string}
     */
    LevelEnum: 'error' | 'warning'
    /** @description A sentence of the conversation, as it was said. */
    Line: {
      text: string
      who: components['schemas']['WhoEnum']
    }
    /** @description One version in the list, with what became of it; nothing where nobody counts. */
    ListedVersionOutput: {
      /** @description Conversations on it in which the visitor said something. */
      conversations: number
      /** @description How many of them were passed to a person. */
      handedOver: number
      live: boolean
      note: string
      number: number
      /** Format: date-time */
      publishedAt: string
      publishedBy: string
    }
    /**
     * @description * `stay` - stay
     *     * `move` - move
     *     * `restart` - restart
     * @enum {string}
     */
    LiveEnum: 'stay' | 'move' | 'restart'
    /** @description The template that was kept. */
    Made: {
      key: string
    }
    /** @description Another contact with whom this one is to be merged once their conversations are over. */
    MergeWaiting: {
      /** Format: date-time */
      at: string
      by: string
      with: string
    }
    MessagesPage: {
      head: number
      messages: components['schemas']['InboxMessage'][]
      /** @description There are more beyond this page. */
      more: boolean
    }
    /** @description What the models' calls of the conversation took, in words, and where they are listed. */
    ModelsCost: {
      told: string
      url: string
    }
    /** @description A guess from the visitor's words. Whether they really are upset, nobody knows. */
    Mood: {
      reasons: string[]
      sounds: components['schemas']['SoundsEnum']
    }
    Named: {
      id: number
      name: string
    }
    /** @description One line of the checklist and where it leads: a step, a variable or a page. */
    NeedOutput: {
      done: boolean
      field: string
      node: string
      number: number
      page: string
      text: string
      /** @description Empty if this role may not go there. */
      url: string
      variable: string
    }
    /** @description A step on the picture of the graph. */
    Node: {
      category: string
      id: string
      title: string
      /** Format: double */
      x: number
      /** Format: double */
      y: number
    }
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    OneOfThem: {
      epoch: number
      /** Format: uuid */
      id: string
    }
    /** @description The contact that is to become part of this one. */
    OtherInput: {
      other: number
    }
    Page: {
      title: string
      url: string
    }
    Passage: {
      question: string
      /** Format: double */
      score: number
    }
    /** @description Which colleague passed it on, and what they wrote for whoever takes it. */
    Passed: {
      by: string
      note: string
    }
    PastHandoff: {
      agent: string
      id: number
      reason: string
      /** Format: date-time */
      requested_at: string
      status: string
      team: string
    }
    PathStep: {
      category: string
      id: string
      title: string
    }
    People: {
      agents: components['schemas']['AgentShown'][]
      teams: components['schemas']['TeamShown'][]
    }
    Piece: {
      hit: boolean
      text: string
    }
    /** @description How many stand at one step of one version. */
    Place: {
      about: string
      count: number
      /** @description The draft has this step too; null while it has errors. */
      lasts: boolean | null
      node: string
      title: string
      version: number
    }
    /**
     * @description * `online` - online
     *     * `away` - away
     * @enum {string}
     */
    Presence: 'online' | 'away'
    /**
     * @description * `normal` - normal
     *     * `high` - high
     * @enum {string}
     */
    PriorityEnum: 'normal' | 'high'
    /** @description One thing wrong with a flow, in the reader's language. */
    Problem: {
      code: string
      field: string | null
      fix: unknown
      hint: string
      /** @description Whose translation of the field is meant; null for the main text. */
      language: string | null
      level: components['schemas']['LevelEnum']
      message: string
      node: string | null
      /** @description Not there yet, rather than wrong. */
      unfinished: boolean
    }
    /**
     * @description * `first_reply` - first_reply
     *     * `resolution` - resolution
     * @enum {string}
     */
    PromiseEnum: 'first_reply' | 'resolution'
    /** @description What is live, what is to become live, and whether somebody is asked to look. */
    PublicationOutput: {
      /** @description Flows whose live version calls this one: `name` as steps store it, `label`. */
      callers: {
        [key: string]: unknown
      }[]
      publishedNumber: number | null
      publishedRevision: number | null
      /** @description Flows called by the live version that were published again since. */
      renewedParts: string[]
      review: components['schemas']['ReviewAsked'] | null
      scheduled: components['schemas']['Scheduled'] | null
      /** @description The workspace's, in which hours are chosen. */
      timezone: string
    }
    /** @description How well a topic fits the text, and whether that is enough. */
    RankedOutput: {
      fits: boolean
      key: string
      /** Format: double */
      score: number
    }
    /** @description What the visitor answered a survey, if not anonymously. */
    Rating: {
      comment: string
      high: number
      score: number
    }
    /**
     * @description * `` -
     *     * `errors` - errors
     *     * `newer` - newer
     *     * `archived` - archived
     *     * `not_allowed` - not_allowed
     * @enum {string}
     */
    ReasonEnum: 'errors' | 'newer' | 'archived' | 'not_allowed'
    Result: {
      /** @description Empty when it was done. */
      code: string
      /** Format: uuid */
      id: string
      message: string
    }
    /** @description A review that is open, or one that was returned and why. */
    ReviewAsked: {
      answer: string
      answeredBy: string
      /** Format: date-time */
      askedAt: string
      by: string
      id: number
      isMine: boolean
      note: string
      revision: number
      state: components['schemas']['ReviewAskedStateEnum']
    }
    /**
     * @description * `open` - open
     *     * `returned` - returned
     * @enum {string}
     */
    ReviewAskedStateEnum: 'open' | 'returned'
    /** @description One line of the list. */
    Row: {
      agent: components['schemas']['Named'] | null
      /** @description Who answered last, of one that is over. */
      answered_by: string
      /** @description A promise was about to be broken, or was. */
      at_risk: boolean
      /** @description It may wait for those who are not there. */
      by_mail: boolean
      channel: string
      contact: components['schemas']['RowContact']
      epoch: number
      head_seq: number
      /**
       * Format: date-time
       * @description When the visitor last wrote.
       */
      heard_at: string | null
      /** Format: uuid */
      id: string
      language: string
      /** @description What was said last to one another; no note. */
      last: components['schemas']['LastLine'] | null
      /** Format: date-time */
      last_activity_at: string
      left: components['schemas']['LeftMessage'] | null
      mail: components['schemas']['RowMail'] | null
      mention_unread: boolean
      /** @description A note calls you by name. */
      mentioned: boolean
      /** @description Colleagues wrote notes there. */
      noted: boolean
      /** @description Null where no colleague passed it on to here. */
      passed: components['schemas']['Passed'] | null
      /**
       * Format: date-time
       * @description What orders the queue; null for one that does not wait there.
       */
      queued_at: string | null
      /** @description An agent ended it and the visitor is asked to rate it: one of the ended ones. */
      rating: boolean
      reason: string
      /** @description How one that is over was rated. */
      score: components['schemas']['Rating'] | null
      seen_seq: number
      sla: components['schemas']['RowPromise'] | null
      /** Format: date-time */
      snoozed_until: string | null
      /** Format: date-time */
      started_at: string
      state: components['schemas']['ConversationState']
      tags: components['schemas']['TagShown'][]
      target_s: number
      team: components['schemas']['Named'] | null
      unread: number
      urgent: boolean
      /** Format: date-time */
      waiting_since: string | null
    }
    RowContact: {
      blocked: boolean
      id: number
      known: boolean
      name: string
    }
    /** @description To whom the conversation's e-mails go, about what, from which address of ours. */
    RowMail: {
      address: string
      ours: string
      subject: string
    }
    /** @description The promise to look at first: the worst, then the one that is due soonest. */
    RowPromise: {
      /**
       * Format: date-time
       * @description By the team's hours; null while we wait for the visitor.
       */
      due_at: string | null
      paused: boolean
      promise: components['schemas']['PromiseEnum']
      state: components['schemas']['RowPromiseStateEnum']
    }
    /**
     * @description * `in_time` - in_time
     *     * `warning` - warning
     *     * `breached` - breached
     * @enum {string}
     */
    RowPromiseStateEnum: 'in_time' | 'warning' | 'breached'
    RowsPage: {
      conversations: components['schemas']['Row'][]
      counts: components['schemas']['Counts']
      next: string | null
    }
    /** @description How many live conversations, on which versions, and where they stand. */
    RuntimeLiveOutput: {
      count: number
      morePlaces: number
      places: components['schemas']['Place'][]
      /** @description How many stand at steps that the draft no longer has. */
      vanished: number
      versions: components['schemas']['Version'][]
      withPerson: number
    }
    /** @description The session so far, what happens now, and the facts told so far. */
    RuntimeTemplateTryInput: {
      event?: unknown
      facts?: {
        [key: string]: string
      }
      session?: unknown
    }
    /** @description The document as it is on the screen, and each event with what the world answered. */
    RuntimeTryAgainInput: {
      controls?: unknown
      document: unknown
      steps: unknown[]
    }
    /** @description What came of each, as far as they can happen; none when the draft cannot run. */
    RuntimeTryAgainOutput: {
      problems: components['schemas']['Problem'][]
      steps: components['schemas']['TriedOutput'][]
    }
    /** @description The document as it is on the screen, the session so far, and what happens now. */
    RuntimeTryInput: {
      controls?: unknown
      document: unknown
      event?: unknown
      session?: unknown
    }
    /** @description What came of it. */
    RuntimeTryOutput: {
      activeNode: string | null
      /**
       * Format: date-time
       * @description The time in the trial.
       */
      clock: string
      /** @description The event, as lines of a talk. */
      happened: string[]
      messages: unknown[]
      /** @description What the world answered, to be repeated. */
      outcomes: unknown[]
      pending: components['schemas']['Asked'] | null
      problems: components['schemas']['Problem'][]
      session: unknown
      status: string
      /** @description It stands at a step that cannot run yet. */
      stuck: boolean
      timers: unknown[]
      trace: unknown[]
      variables: unknown
    }
    /**
     * @description * `email` - email
     *     * `phone` - phone
     * @enum {string}
     */
    SameEnum: 'email' | 'phone'
    SavedViewShown: {
      channel: string
      /** @description How many are in it; 100 stands for more. */
      count: number
      id: number
      language: string
      name: string
      sla: string
      tags: number[]
      team: number | null
      view: components['schemas']['ViewEnum']
    }
    /** @description A publishing that waits, or one that did not happen and why. */
    Scheduled: {
      by: string
      /** Format: date-time */
      dueAt: string
      note: string
      problems: components['schemas']['Problem'][]
      reason: components['schemas']['ReasonEnum'] | components['schemas']['BlankEnum']
      revision: number
      state: components['schemas']['ScheduledStateEnum']
    }
    /**
     * @description * `waiting` - waiting
     *     * `refused` - refused
     * @enum {string}
     */
    ScheduledStateEnum: 'waiting' | 'refused'
    /**
     * @description * `right` - right
     *     * `left` - left
     * @enum {string}
     */
    SideEnum: 'right' | 'left'
    /**
     * @description * `` -
     *     * `at_risk` - at_risk
     * @enum {string}
     */
    SlaEnum: 'at_risk'
    /**
     * @description * `calm` - calm
     *     * `upset` - upset
     * @enum {string}
     */
    SoundsEnum: 'calm' | 'upset'
    Step: {
      /** @description In which flow, where that is run for another. */
      flow: string
      id: string
      /** @description Of what kind it is, where the title is another. */
      kind: string
      /**
       * @description Its question has no answer: the flow waits there, or was left for a person.
       *
       *     * `` -
       *     * `stands` - stands
       *     * `left` - left
       */
      stopped: components['schemas']['StoppedEnum'] | components['schemas']['BlankEnum']
      /** @description What it says or does, in one line. */
      text: string
      title: string
    }
    /**
     * @description * `` -
     *     * `stands` - stands
     *     * `left` - left
     * @enum {string}
     */
    StoppedEnum: 'stands' | 'left'
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    Subscription: {
      auth: string
      endpoint: string
      p256dh: string
    }
    Suggested: {
      answer: string
      question: string
      /** Format: double */
      score: number
    }
    TagShown: {
      color: components['schemas']['ColorEnum']
      id: number
      name: string
    }
    Talk: {
      /** Format: date-time */
      at: string
      /** Format: uuid */
      id: string
      /** @description What the visitor said first. */
      words: string
    }
    /** @description One talk with its text. */
    TalkDetailOutput: {
      id: number
      name: string
      text: string
      /** Format: date-time */
      updatedAt: string
      updatedBy: string
    }
    /** @description One talk in the list. */
    TalkOutput: {
      id: number
      name: string
      /** Format: date-time */
      updatedAt: string
      updatedBy: string
    }
    /** @description How one talk went. */
    TalkResult: {
      id: number
      name: string
      rows: components['schemas']['TalkRow'][]
      state: components['schemas']['TalkResultStateEnum']
    }
    /**
     * @description * `passed` - passed
     *     * `failed` - failed
     *     * `broken` - broken
     *     * `no_time` - no_time
     * @enum {string}
     */
    TalkResultStateEnum: 'passed' | 'failed' | 'broken' | 'no_time'
    /** @description One line of the talk, and what came of it. */
    TalkRow: {
      got: string
      node: string
      number: number
      state: components['schemas']['TalkRowStateEnum']
      written: string
    }
    /**
     * @description * `as_written` - as_written
     *     * `differs` - differs
     *     * `missing` - missing
     *     * `extra` - extra
     *     * `refused` - refused
     *     * `not_reached` - not_reached
     * @enum {string}
     */
    TalkRowStateEnum: 'as_written' | 'differs' | 'missing' | 'extra' | 'refused' | 'not_reached'
    TeamCalendar: {
      /** @description Days ahead on which the team does not work. */
      closed: string[]
      /** @description The team's time zone. */
      zone: string
    }
    TeamShown: {
      agents_online: number
      /** @description Drafts are offered while its agents type. */
      drafts: boolean
      id: number
      name: string
      open: boolean
      /** @description The time zone that its hours are in. */
      zone: string
    }
    /** @description A template as a card of the gallery shows it, with the outline of its graph. */
    TemplateOutput: {
      business: string
      does: string[]
      /** @description [from, to] */
      edges: string[][]
      /** @description How many questions and answers it brings. */
      entries: number
      facts: components['schemas']['Fact'][]
      forWhom: string
      key: string
      language: components['schemas']['LanguageEnum']
      madeBy: string
      name: string
      needs: string[]
      nodes: components['schemas']['Node'][]
      own: boolean
      summary: string
      talks: number
    }
    /**
     * @description * `` -
     *     * `waits` - waits
     *     * `ends` - ends
     *     * `queue` - queue
     *     * `goes_on` - goes_on
     * @enum {string}
     */
    ThenEnum: 'waits' | 'ends' | 'queue' | 'goes_on'
    /** @description What is said about one node, or about the flow when `node` is empty. */
    ThreadOutput: {
      comments: components['schemas']['Comment'][]
      id: number
      node: string
      /** @description What the node was called, should it be gone. */
      nodeTitle: string
      nodeType: string
      resolved: boolean
      resolvedBy: string
    }
    /** @description A topic as the step has it. */
    TopicInput: {
      examples: string[]
      key: string
    }
    /** @description What the trial came to; the ranking is of the text, best first. */
    TopicTrialOutput: {
      /** @description No model is there: words alone were compared. */
      by_words: boolean
      confusions: components['schemas']['ConfusionOutput'][]
      ranking: components['schemas']['RankedOutput'][]
    }
    /** @description What came of one event of a trial. */
    TriedOutput: {
      activeNode: string | null
      /**
       * Format: date-time
       * @description The time in the trial.
       */
      clock: string
      /** @description The event, as lines of a talk. */
      happened: string[]
      messages: unknown[]
      /** @description What the world answered, to be repeated. */
      outcomes: unknown[]
      pending: components['schemas']['Asked'] | null
      session: unknown
      status: string
      /** @description It stands at a step that cannot run yet. */
      stuck: boolean
      timers: unknown[]
      trace: unknown[]
      variables: unknown
    }
    /** @description A file that was taken and that nobody sees yet. */
    Uploaded: {
      height?: number
      /** Format: uuid */
      id: string
      kind: components['schemas']['KindEnum']
      name: string
      size: number
      width?: number
    }
    /** @description How many are on one version. */
    Version: {
      count: number
      number: number
    }
    /** @description One version with its document. */
    VersionDetailOutput: {
      document: unknown
      live: boolean
      note: string
      number: number
      /** Format: date-time */
      publishedAt: string
      publishedBy: string
    }
    /** @description One version in the list. */
    VersionOutput: {
      live: boolean
      note: string
      number: number
      /** Format: date-time */
      publishedAt: string
      publishedBy: string
    }
    /**
     * @description * `waiting` - waiting
     *     * `mine` - mine
     *     * `team` - team
     *     * `at_risk` - at_risk
     *     * `left` - left
     *     * `mentioned` - mentioned
     *     * `snoozed` - snoozed
     *     * `bot` - bot
     *     * `closed` - closed
     * @enum {string}
     */
    ViewEnum:
      'waiting' | 'mine' | 'team' | 'at_risk' | 'left' | 'mentioned' | 'snoozed' | 'bot' | 'closed'
    /** @description Input that refuses what it does not know, so that nothing can be slipped in. */
    Wanted: {
      seq: number
    }
    /**
     * @description * `visitor` - visitor
     *     * `assistant` - assistant
     *     * `agent` - agent
     * @enum {string}
     */
    WhoEnum: 'visitor' | 'assistant' | 'agent'
    /** @description What somebody says. */
    Words: {
      text: string
    }
    WrittenShown: {
      model: string
      text: string
    }
    /** @description A document, and which talks; all without `ids`. */
    _Chosen: {
      document: unknown
      ids?: number[] | null
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  card_picture: {
    parameters: {
      query?: {
        /** @description As the card has it. */
        address?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/webp': string
        }
      }
    }
  }
  card_picture_upload: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: string
          size?: number
        }
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConversationsCardPicturesOutput']
        }
      }
    }
  }
  chat_upload: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: string
          size?: number
        }
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Uploaded']
        }
      }
    }
  }
  my_data: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ChannelsMyDataOutput']
        }
      }
    }
  }
  my_data_delete: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  my_data_correct: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['ChannelsMyDataPatchedInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ChannelsMyDataOutput']
        }
      }
    }
  }
  past_talks: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ChannelsPastTalksOutput']
        }
      }
    }
  }
  past_talk: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
        talk: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
    }
  }
  my_data_export: {
    parameters: {
      query?: {
        /** @description `json`, or `html` to read. */
        as?: string
      }
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
    }
  }
  chat_messages_retrieve: {
    parameters: {
      query?: {
        /** @description The last seq you have. */
        after?: number
      }
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
    }
  }
  chat_messages_create: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': {
          [key: string]: unknown
        }
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
    }
  }
  chat_transcript: {
    parameters: {
      query?: never
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChannelsChatTranscriptInput']
      }
    }
    responses: {
      /** @description No response body */
      202: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  conversation_file: {
    parameters: {
      query?: {
        /** @description A picture's preview. */
        small?: boolean
      }
      header?: never
      path: {
        file_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/octet-stream': string
        }
      }
    }
  }
  first_step_list: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConfigFirstStepsOutput'][]
        }
      }
    }
  }
  first_step_hide: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  flow_create: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsFlowsInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsFlowsOutput']
        }
      }
    }
  }
  flow_budget_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowBudgetOutput']
        }
      }
    }
  }
  flow_budget_save: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsFlowBudgetInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowBudgetOutput']
        }
      }
    }
  }
  flow_check: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsCheckInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsCheckOutput']
        }
      }
    }
  }
  comment_list: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ThreadOutput'][]
        }
      }
    }
  }
  comment_add: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsCommentsInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ThreadOutput'][]
        }
      }
    }
  }
  comment_reply: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        thread_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Words']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ThreadOutput'][]
        }
      }
    }
  }
  comment_resolve: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        thread_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsThreadResolveInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ThreadOutput'][]
        }
      }
    }
  }
  comment_edit: {
    parameters: {
      query?: never
      header?: never
      path: {
        comment_id: number
        flow_id: number
        thread_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Words']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ThreadOutput'][]
        }
      }
    }
  }
  comment_delete: {
    parameters: {
      query?: never
      header?: never
      path: {
        comment_id: number
        flow_id: number
        thread_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  draft_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['DraftOutput']
        }
      }
    }
  }
  draft_save: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsDraftInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['DraftOutput']
        }
      }
    }
  }
  flow_live: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RuntimeLiveOutput']
        }
      }
    }
  }
  need_list: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NeedOutput'][]
        }
      }
    }
  }
  need_drop: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  need_tick: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        need: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsNeedInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NeedOutput'][]
        }
      }
    }
  }
  publication_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicationOutput']
        }
      }
    }
  }
  flow_publish: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsPublishInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['VersionOutput']
        }
      }
    }
  }
  review_ask: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsReviewInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicationOutput']
        }
      }
    }
  }
  review_return: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsReviewReturnInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicationOutput']
        }
      }
    }
  }
  review_withdraw: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsReviewWithdrawInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicationOutput']
        }
      }
    }
  }
  schedule_set: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsScheduleInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicationOutput']
        }
      }
    }
  }
  schedule_cancel: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  surroundings_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsSurroundingsOutput']
        }
      }
    }
  }
  talk_list: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TalkOutput'][]
        }
      }
    }
  }
  talk_add: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsTalksInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TalkDetailOutput']
        }
      }
    }
  }
  talk_accept: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['_Chosen']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TalkOutput'][]
        }
      }
    }
  }
  talk_run: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['_Chosen']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsRunTalksOutput']
        }
      }
    }
  }
  talk_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        talk_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TalkDetailOutput']
        }
      }
    }
  }
  talk_delete: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        talk_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  talk_change: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        talk_id: number
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['FlowsTalkPatchedInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TalkDetailOutput']
        }
      }
    }
  }
  flow_try: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['RuntimeTryInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RuntimeTryOutput']
        }
      }
    }
  }
  flow_try_again: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['RuntimeTryAgainInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RuntimeTryAgainOutput']
        }
      }
    }
  }
  version_list: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ListedVersionOutput'][]
        }
      }
    }
  }
  version_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        number: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['VersionDetailOutput']
        }
      }
    }
  }
  version_restore: {
    parameters: {
      query?: never
      header?: never
      path: {
        flow_id: number
        number: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsRestoreInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['DraftOutput']
        }
      }
    }
  }
  inbox_canned_replies: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CannedReplyShown'][]
        }
      }
    }
  }
  inbox_card_picture: {
    parameters: {
      query?: {
        /** @description As the card has it. */
        address?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/webp': string
        }
      }
    }
  }
  inbox_colleagues: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Colleague'][]
        }
      }
    }
  }
  inbox_contacts: {
    parameters: {
      query: {
        q: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FoundContact'][]
        }
      }
    }
  }
  inbox_contact: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_edit_contact: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['HandoffContactPatchedInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_block_contact: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['HandoffBlockInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_keep_apart: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_merge_later: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['OtherInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_merge_contacts: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['OtherInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_unblock_contact: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_withdraw_consent: {
    parameters: {
      query?: never
      header?: never
      path: {
        contact_id: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffWithdrawConsentInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ContactShown']
        }
      }
    }
  }
  inbox_conversations: {
    parameters: {
      query?: {
        channel?: string
        cursor?: string
        language?: string
        /** @description * `at_risk` - at_risk */
        sla?: 'at_risk'
        /** @description All of them, as in 3,5. */
        tags?: string
        team?: number
        /**
         * @description * `waiting` - waiting
         *     * `mine` - mine
         *     * `team` - team
         *     * `at_risk` - at_risk
         *     * `left` - left
         *     * `mentioned` - mentioned
         *     * `snoozed` - snoozed
         *     * `bot` - bot
         *     * `closed` - closed
         */
        view?:
          | 'waiting'
          | 'mine'
          | 'team'
          | 'at_risk'
          | 'left'
          | 'mentioned'
          | 'snoozed'
          | 'bot'
          | 'closed'
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RowsPage']
        }
      }
    }
  }
  inbox_conversation: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Card']
        }
      }
    }
  }
  inbox_claim: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Epoch']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_close: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Epoch']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_upload: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: string
          size?: number
        }
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['HandoffFilesOutput']
        }
      }
    }
  }
  inbox_foresee_hand_back: {
    parameters: {
      query?: {
        /** @description A step; none: as the flow would. */
        node?: string
      }
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['HandBackForeseen']
        }
      }
    }
  }
  inbox_hand_back: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffHandBackInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_left_answered: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_left_unanswered: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffLeftUnansweredInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_messages: {
    parameters: {
      query?: {
        after?: number
        before?: number
      }
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['MessagesPage']
        }
      }
    }
  }
  inbox_note: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffNoteInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['InboxMessage']
        }
      }
    }
  }
  inbox_set_priority: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffPriorityInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_read: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffReadInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['HandoffReadOutput']
        }
      }
    }
  }
  inbox_reply_draft: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['Begun']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Drafted']
        }
      }
    }
  }
  inbox_reply: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffReplyInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['InboxMessage']
        }
      }
    }
  }
  inbox_send_again: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffSendAgainInput']
      }
    }
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  inbox_snooze_calendar: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamCalendar']
        }
      }
    }
  }
  inbox_snooze: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffSnoozeInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_steps: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Step'][]
        }
      }
    }
  }
  inbox_suggestions: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Suggested'][]
        }
      }
    }
  }
  inbox_summary: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WrittenShown']
        }
      }
    }
  }
  inbox_change_tags: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['HandoffConversationTagsInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_take_over: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Epoch']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_transfer: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffTransferInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_translation: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Wanted']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WrittenShown']
        }
      }
    }
  }
  inbox_wake: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Epoch']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Row']
        }
      }
    }
  }
  inbox_file: {
    parameters: {
      query?: {
        /** @description A picture's preview. */
        small?: boolean
      }
      header?: never
      path: {
        file_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/octet-stream': string
        }
      }
    }
  }
  inbox_many: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffManyInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['HandoffManyOutput']
        }
      }
    }
  }
  inbox_me: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AgentShown']
        }
      }
    }
  }
  inbox_set_availability: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffMeInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AgentShown']
        }
      }
    }
  }
  inbox_people: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['People']
        }
      }
    }
  }
  inbox_push_key: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Key']
        }
      }
    }
  }
  inbox_push_subscribe: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Subscription']
      }
    }
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  inbox_push_unsubscribe: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  inbox_search: {
    parameters: {
      query: {
        cursor?: string
        q: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FoundPage']
        }
      }
    }
  }
  inbox_tags: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TagShown'][]
        }
      }
    }
  }
  inbox_make_tag: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffTagsInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TagShown']
        }
      }
    }
  }
  inbox_views: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SavedViewShown'][]
        }
      }
    }
  }
  inbox_save_view: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoffSavedViewsInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SavedViewShown']
        }
      }
    }
  }
  inbox_delete_view: {
    parameters: {
      query?: never
      header?: never
      path: {
        view_id: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  node_type_list: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsNodeTypesOutput'][]
        }
      }
    }
  }
  template_list: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TemplateOutput'][]
        }
      }
    }
  }
  template_save: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsTemplatesInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Made']
        }
      }
    }
  }
  template_delete: {
    parameters: {
      query?: never
      header?: never
      path: {
        template_key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  template_try: {
    parameters: {
      query?: never
      header?: never
      path: {
        template_key: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['RuntimeTemplateTryInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RuntimeTryOutput']
        }
      }
    }
  }
  template_use: {
    parameters: {
      query?: never
      header?: never
      path: {
        template_key: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['FlowsTemplateUseInput']
      }
    }
    responses: {
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['FlowsTemplateUseOutput']
        }
      }
    }
  }
  topic_trial: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsTopicTrialInput']
      }
    }
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TopicTrialOutput']
        }
      }
    }
  }
  tour_offer: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['FlowsTourInput']
      }
    }
    responses: {
      /** @description No response body */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  widgets_config_retrieve: {
    parameters: {
      query?: {
        /** @description What the page, or the line, is in. */
        language?: string
        /** @description Given: the line of HTML names it. */
        own?: string
      }
      header?: never
      path: {
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ChannelsWidgetConfigOutput']
        }
      }
    }
  }
}
