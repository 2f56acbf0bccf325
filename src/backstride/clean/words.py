"""Words brought to one form before they are looked up, whatever the language or keyboard."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "œ": "oe"})
_JOINTS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


def folded(text: str) -> str:
    """Lower-case words without accents, hyphens or camel case, for looking up.

    Examples
    --------
    >>> folded("Trail-Løb "), folded("VirtualRun"), folded("Straße")
    ('trail lob', 'virtual run', 'strasse')
    """
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    letters = unicodedata.normalize("NFKD", words.translate(_PLAIN_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _JOINTS.sub(" ", bare).strip()


def lookup(meanings: dict[str, str]) -> dict[str, str]:
    """Turn `{meaning: 'word | word'}` into `{folded word: meaning}`.

    Examples
    --------
    >>> lookup({"track": "Bahn | Tartan"})
    {'bahn': 'track', 'tartan': 'track'}
    """
    return {
        folded(word): meaning for meaning, words in meanings.items() for word in words.split("|")
    }
