"""Validation: everything that is wrong with a flow, at once, in words its author can act on.

Codes are never reused. E refuses publishing, W does not.

==========  =================================================  ================
flow.E001   too large                                          structure.py
flow.E002   no step yet
flow.E003   no first step
flow.E004   unknown type
flow.E005   an id twice
flow.E006   a variable declared twice
flow.E007   a wire whose end is not there
flow.E008   a wire from a port that the node does not have
flow.E009   two wires on one port
flow.E010   a trigger that leads nowhere
flow.E011   a trigger whose target is not there
flow.E012   a keyword trigger without words
flow.E013   a silence trigger without a time
flow.W014   a trigger that another one hides
flow.E020   settings that cannot be read                       configs.py
flow.E021   a field that is empty or wrong
flow.E022   a setting that the type does not know
flow.E023   what a node type itself finds wrong
flow.E024   a template that cannot be parsed
flow.E025   a condition that is not whole
flow.E026   a pattern that RE2 cannot run
flow.E027   a jump to a step that is not there
flow.W030   a step that nothing leads to                       reachability.py
flow.E031   a way out that leads nowhere
flow.E040   a loop that never waits                            loops.py
flow.E041   a flow that runs itself
flow.E050   a variable that nothing sets                       variables.py
flow.W051   a variable that may be empty where it is read
flow.W052   personal data that leaves for another service
flow.W053   an output that nothing sets                        calls.py
flow.E076   an input that is not given
flow.W077   a value for an input that is not there
flow.W078   an output that is not there
flow.W079   an output kept in a variable of another kind
flow.W060   no way to a person                                 handover.py
flow.E070   a team that is not there                           outside.py
flow.E071   a credential that is not there
flow.E072   a flow that is not there
flow.E073   a flow that is not published
flow.E081   a survey that is not there
flow.W074   a model answer without a model
flow.W075   a way to people without a team
flow.W082   a skill that no agent has
flow.W080   a look-up of a button's words              answers.py
flow.W100   a text without a translation                       translations.py
flow.W101   a translation whose main text has changed
flow.W102   how many more there are of these
flow.E090   a document of an unknown format                    ../upgrades.py
flow.E091   a document that is too large or too deep
flow.E092   a part of a document that is not what it must be
==========  =================================================  ================
"""

from flowbuilder.core.validation.subject import Subject, Surroundings
from flowbuilder.core.validation.tiers import RUNNABLE, TIERS, Rule, validate

__all__ = ["RUNNABLE", "TIERS", "Rule", "Subject", "Surroundings", "validate"]
