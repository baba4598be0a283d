"""Flows and people as files of questions and answers call them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from flowbuilder.accounts.models import Membership
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge.importing import Row
from flowbuilder.knowledge.row_reasons import not_usable


@dataclass(slots=True)
class Names:
    """The flows and people of one workspace.

    Attributes:
        flows: By name or short name, in small letters; several where the name is no help.
        people: By e-mail address, in small letters.
        called: What a file calls each flow: its name, or its short name where the name is another
            flow's name or short name too.
    """

    flows: dict[str, set[int]] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)

    def resolve(self, row: Row) -> dict[str, int | None]:
        """The fields of an entry for the columns that the file has.

        Raises:
            EntryNotUsable: Naming the column whose flow or person is not here.
        """
        found: dict[str, int | None] = {}
        if row.flow is not None:
            found["flow_id"] = self._flow(row.flow) if row.flow else None
        if row.owner is not None:
            found["owner_id"] = self._person(row.owner) if row.owner else None
        return found

    def _flow(self, name: str) -> int:
        found = self.flows.get(name.casefold(), set())
        if len(found) > 1:
            raise not_usable("several_flows", "flow", name=name)
        if not found:
            raise not_usable("no_flow", "flow", name=name)
        return next(iter(found))

    def _person(self, address: str) -> int:
        if address.casefold() not in self.people:
            raise not_usable("no_member", "owner", address=address)
        return self.people[address.casefold()]


def names_of(workspace_id: int) -> Names:
    """What the flows and people of a workspace are called."""
    names = Names()
    flows = list(Flow.objects.filter(workspace_id=workspace_id).values_list("id", "name", "slug"))
    times = Counter(name.casefold() for _number, name, _slug in flows)
    for number, name, _slug in flows:
        names.flows.setdefault(name.casefold(), set()).add(number)
    for number, _name, slug in flows:  # a short name is one flow's alone, whatever others are named
        names.flows[slug.casefold()] = {number}
    for number, name, slug in flows:
        is_clear = names.flows[name.casefold()] == {number} and times[name.casefold()] == 1
        names.called[number] = name if is_clear else slug
    members = Membership.objects.filter(workspace_id=workspace_id).select_related("user")
    names.people = {member.user.email.casefold(): member.user_id for member in members}
    return names
