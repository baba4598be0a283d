"""Marks the words that people read, so that they can be translated where they are shown."""


def gettext_noop(text: str) -> str:
    """Return `text` as it is: the mark lets the extractor find it, the shell translates it."""
    return text


class Words(str):
    """Words of ours within a sentence: translated where they are shown, unlike an author's own."""
