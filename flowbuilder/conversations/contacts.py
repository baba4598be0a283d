"""What changes what we know of people: signing in, claims, attributes, tags.

Every value has a source. A visitor's claim never replaces what a website confirmed, and never
joins two people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.common.ids import hash_token, new_token
from flowbuilder.conversations import identity_tokens
from flowbuilder.conversations.identity_tokens import Identity, IdentityRefused
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Consent,
    Contact,
    ContactChange,
    Conversation,
    IdentityKey,
    Message,
    VisitorToken,
)
from flowbuilder.core.conditions import as_number, folded
from flowbuilder.core.filters import moment
from flowbuilder.integrations.secrets import seal, unseal

#: How long a signed-in visitor's token lives without a sign of life.
SIGNED_IN_FOR = timedelta(hours=12)
#: How long the key before the present one is still good.
OLD_KEY_FOR = timedelta(days=1)
FIELDS = {"name": 120, "email": 254, "phone": 40}
MAX_TAGS, MAX_TAG, MAX_VALUE, MAX_ITEMS = 20, 40, 500, 40
Source = Contact.Source
_RANK = {source: rank for rank, source in enumerate(Source.values)}


# ---- Signing in -----------------------------------------------------------------------


@transaction.atomic
def make_identity_key(workspace: Workspace, widget_key: str, *, by: User | None) -> str:
    """Make a new key for the widget and return it, this once. The old one is good for a day."""
    key, moment_ = new_token(), now()
    found = IdentityKey.objects.select_for_update().filter(widget_key=widget_key).first()
    row = found or IdentityKey(workspace=workspace, widget_key=widget_key)
    row.previous, row.previous_until = row.sealed, moment_ + OLD_KEY_FOR
    row.sealed, row.made_at = seal(key), moment_
    row.save()
    audit(workspace, by, "identity_key.made", widget_key)
    return key


def has_identity_key(widget_key: str) -> bool:
    """Whether visitors of this widget can be signed in."""
    return IdentityKey.objects.filter(widget_key=widget_key).exists()


def read_identity(token: str, widget_key: str) -> Identity:
    """Who the token says its bearer is. Raises IdentityRefused."""
    row = IdentityKey.objects.filter(widget_key=widget_key).first()
    if row is None:
        raise IdentityRefused("no_key")
    at = now()
    keys = [unseal(row.sealed)]
    if row.previous and row.previous_until and at < row.previous_until:
        keys.append(unseal(row.previous))
    return identity_tokens.read(token, keys, audience=widget_key, at=at)


@transaction.atomic
def sign_in(
    workspace: Workspace, widget_key: str, identity: Identity, *, was: Contact | None, language: str
) -> tuple[Contact, str | None]:
    """The contact that a confirmed identity means, and a token for it, or None to keep its own.

    The conversations that this browser's anonymous visitor `was` is having, and spoke in, become
    the contact's; nothing else does. Somebody else's who was signed in here before stay theirs,
    and so do those of one who was blocked: whom the website confirms is judged by who they are.
    """
    contact, _made = Contact.objects.get_or_create(
        workspace=workspace, external_id=identity.subject, defaults={"language": language}
    )
    told: dict[str, Any] = {"name": identity.name, "email": identity.email, "phone": identity.phone}
    change(
        contact,
        {**{key: value for key, value in told.items() if value}, **identity.attributes},
        source=Source.VERIFIED,
    )
    if was is not None and was.pk == contact.pk:
        return contact, None
    if was is not None and not was.external_id and was.blocked_at is None:
        _move_conversations(was, contact, widget_key)
    VisitorToken.objects.filter(contact=contact, expires_at__lte=now()).delete()
    return contact, issue_token(contact, widget_key)


def issue_token(contact: Contact, widget_key: str) -> str:
    """A token for a browser in which the contact signed in."""
    at, token = now(), new_token()
    VisitorToken.objects.create(
        contact=contact,
        widget_key=widget_key,
        token_hash=hash_token(token),
        last_seen=at,
        expires_at=at + SIGNED_IN_FOR,
    )
    return token


def _move_conversations(was: Contact, contact: Contact, widget_key: str) -> None:
    own = Conversation.objects.filter(contact=was, widget_key=widget_key)
    spoken = Message.objects.filter(conversation__in=own, author=Message.Author.VISITOR)
    moved = Conversation.objects.filter(pk__in=list(spoken.values_list("conversation", flat=True)))
    # The log grows by nothing, which makes every process read the conversation anew.
    Consent.objects.filter(contact=was, conversation__in=moved).update(contact=contact)
    if moved.update(contact=contact, log_size=F("log_size") + 1):
        VisitorToken.objects.filter(contact=was).delete()
        note(contact, "signed_in", [], Source.VERIFIED)


# ---- What is known --------------------------------------------------------------------


@transaction.atomic
def change(
    contact: Contact,
    values: Mapping[str, Any],
    *,
    source: str,
    by: User | None = None,
    correcting: bool = False,
) -> list[str]:
    """Keep `values` of the contact, fields and attributes alike; None or "" clears one.

    What a stronger source said stays, except that people may correct what agents entered about
    them (`correcting`; GDPR, article 16). Values that are not of their kind are left out.

    Returns:
        The names of those that were kept.
    """
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    kinds = dict(
        AttributeDefinition.objects.filter(
            workspace_id=locked.workspace_id, name__in=[key for key in values if key not in FIELDS]
        ).values_list("name", "kind")
    )
    before = _state(locked)
    attributes, sources = dict(locked.attributes), dict(locked.sources)
    kept, what = [], "changed"
    for name, given in values.items():
        earlier = sources.get(name, "")
        if not _may_say(source, earlier) and not (correcting and earlier == Source.AGENT):
            continue
        if name in FIELDS:
            value = _field(name, given)
            if value is None:
                continue
            setattr(locked, name, value)
        elif name in kinds:
            value = value_of(kinds[name], given)
            if value is None and given not in (None, ""):
                continue
            attributes[name] = value
            if value is None:
                del attributes[name]
        else:
            continue
        sources[name] = source
        if value in (None, ""):
            del sources[name]
        kept.append(name)
        if correcting and earlier == Source.AGENT:
            what = "corrected"
    locked.attributes, locked.sources = attributes, sources
    if _state(locked) != before:
        locked.save(update_fields=[*FIELDS, "attributes", "sources"])
        note(locked, what, kept, source, by)
    for name in (*FIELDS, "attributes", "sources", "tags"):
        setattr(contact, name, getattr(locked, name))
    return kept


def _state(contact: Contact) -> tuple[Any, ...]:
    return (contact.attributes, contact.sources, *(getattr(contact, name) for name in FIELDS))


def _may_say(source: str, earlier: str) -> bool:
    """A correction by the visitor replaces a flow's and their own word, not a person's."""
    if source == Source.CLAIMED:
        return earlier in ("", Source.CLAIMED, Source.FLOW)
    return _RANK[source] >= _RANK.get(earlier, 0)


def _field(name: str, given: Any) -> str | None:
    text = "" if given is None else str(given).replace("\0", "").strip()
    if len(text) > FIELDS[name]:
        return None
    if name == "email" and text:
        try:
            validate_email(text)
        except ValidationError:
            return None
    return text


def value_of(kind: str, given: Any) -> Any:
    """`given` as a value of `kind`, or None when it is none."""
    if given is None or given == "" or isinstance(given, dict):
        return None
    match kind:
        case "number":
            number = as_number(given)
            return int(number) if number is not None and number == int(number) else number
        case "boolean":
            if isinstance(given, bool):
                return given
            word = folded(str(given))
            yes, no = {"true", "yes", "tak", "1"}, {"false", "no", "nie", "0"}
            return True if word in yes else False if word in no else None
        case "date":
            found = moment(given)
            return found.date().isoformat() if found is not None else None
        case "list":
            items = given if isinstance(given, list) else str(given).replace("\n", ",").split(",")
            texts = [str(item).replace("\0", "").strip()[:MAX_VALUE] for item in items]
            return [text for text in texts if text][:MAX_ITEMS] or None
    return str(given).replace("\0", "").strip()[:MAX_VALUE] or None


@transaction.atomic
def change_tags(
    contact: Contact,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    source: str = Source.AGENT,
    by: User | None = None,
) -> None:
    """Put tags on the contact and take others off; case and diacritics make no difference."""
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    gone = {folded(name) for name in remove}
    tags = {folded(name): name for name in locked.tags if folded(name) not in gone}
    for name in add:
        clean = " ".join(name.replace("\0", "").split())[:MAX_TAG]
        if clean:
            tags.setdefault(folded(clean), clean)
    if len(tags) > MAX_TAGS:
        raise InvalidInput(
            _("A contact has at most {limit} tags. Take one off first.").format(limit=MAX_TAGS),
            code="too_many",
        )
    if list(tags.values()) != locked.tags:
        locked.tags = list(tags.values())
        locked.save(update_fields=["tags"])
        note(locked, "tagged", locked.tags, source, by)
    contact.tags = locked.tags


def note(
    contact: Contact, what: str, fields: list[str], source: str, by: User | None = None
) -> None:
    """Write into the contact's history what happened."""
    ContactChange.objects.create(contact=contact, what=what, fields=fields, source=source, user=by)
