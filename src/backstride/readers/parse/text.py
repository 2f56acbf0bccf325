"""Header cells and other short texts: cleaned, compared, their units taken off."""

import re
import unicodedata

MISSING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "n.a.", "nan", "nat", "null"})

# what is longer is a page of text that stands where a header should
_LONGEST_HEADER = 300
_TAG = re.compile(r"<[^>]*>")
_UNTRANSLATED = re.compile(r"translation missing:\s*([\w.\-]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(\[](?P<unit>[^)\]]*)[)\]]\s*$")
_LAST_WORD = re.compile(r"^(?P<name>.*?)(?:\s+in)?[\s,]+(?P<unit>[^\s,]+)$")
_SCALE = re.compile(r"^(?P<low>\d{1,2})\s?(?:-|–|to|bis|a|à|tot)\s?(?P<high>\d{1,3})$")

_UNIT_WORDS = {
    "km": "km kms kilometer kilometers kilometre kilometres kilometros",
    "mi": "mi mile miles meile meilen milla millas mijl mijlen",
    "m": "m meter meters metre metres metros",
    "s": "s sec secs second seconds sek sekunden secondes segundos seconden",
    "min": "min mins minute minutes minuten minutos",
    "h": "h hr hrs hour hours std stunde stunden heure heures hora horas uur uren",
    "hh:mm:ss": "hh:mm:ss h:mm:ss",
    "hh:mm": "hh:mm h:mm",
    "mm:ss": "mm:ss m:ss",
    "times": "times x mal fois veces keer",
    "repetitions": "reps rep repetitions wiederholungen repeticiones herhalingen",
    "0-100": "% percent prozent procent",
}
UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}


def clean_header(cell: str) -> str:
    """A header cell without BOM, tags, translation path, odd spaces and a trailing ®.

    Examples
    --------
    >>> clean_header('<span title="translation missing: en.x.dirt_distance">Dirt Distance</span>')
    'Dirt Distance'
    >>> clean_header("translation missing: en-US.lib.export.horton_values.total_steps")
    'total steps'
    """
    name = cell[:_LONGEST_HEADER].replace("\ufeff", "")
    bare = unicodedata.normalize("NFKC", _TAG.sub("", name))
    untranslated = _UNTRANSLATED.search(bare)
    if untranslated:
        bare = untranslated.group(1).rsplit(".", 1)[-1].replace("_", " ")
    return " ".join(bare.split()).rstrip("®").rstrip()


def alias_key(cell: str) -> str:
    """The form in which headers and words are compared: no case, accents or punctuation.

    Examples
    --------
    >>> alias_key("  Durée_totale: "), alias_key("Warm-Up"), alias_key("Größe")
    ('duree totale', 'warm up', 'grosse')
    """
    folded = unicodedata.normalize("NFKD", clean_header(cell).casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[_\-:;,.!?*'’\"/()\[\]]", " ", bare).split())


def split_unit(cell: str) -> tuple[str, str | None]:
    """Name and unit of a header; the unit is None where the header states none.

    Examples
    --------
    >>> split_unit("Distance (km)"), split_unit("distance_mi"), split_unit("Distanz in km")
    (('Distance', 'km'), ('distance', 'mi'), ('Distanz', 'km'))
    >>> split_unit("severity 1-4"), split_unit("Pain /10"), split_unit("shoe")
    (('severity', '1-4'), ('Pain', '0-10'), ('shoe', None))
    """
    cleaned = clean_header(cell).replace("_", " ")
    if cleaned.casefold() in UNITS:
        return cleaned, UNITS[cleaned.casefold()]
    for pattern in (_BRACKETS, _LAST_WORD):
        found = pattern.match(cleaned)
        unit = unit_of(found["unit"]) if found else None
        if found and unit:
            return found["name"].strip(" ,"), unit
    return cleaned, None


def unit_of(word: str) -> str | None:
    """The unit or scale a word names, or None.

    Examples
    --------
    >>> unit_of("Minuten"), unit_of("0–10"), unit_of("/10"), unit_of("left")
    ('min', '0-10', '0-10', None)
    """
    bare = word.strip().casefold()
    if bare.startswith("/") and bare[1:].isdigit():
        return f"0-{bare[1:]}"
    scale = _SCALE.match(bare)
    if scale:
        return f"{int(scale['low'])}-{int(scale['high'])}"
    return UNITS.get(bare)


def words(aliases: dict[str, str]) -> dict[str, str]:
    """Turn a table of names and their `|`-separated aliases into alias key → name.

    Examples
    --------
    >>> words({"shoe": "shoe | Schuh"})
    {'shoe': 'shoe', 'schuh': 'shoe'}
    """
    return {alias_key(word): name for name, line in aliases.items() for word in line.split("|")}


def word_set(line: str, separator: str | None = None) -> frozenset[str]:
    """Alias keys of the words of a line, split at `separator` (any space by default).

    Examples
    --------
    >>> sorted(word_set("Côté | pied gauche", "|"))
    ['cote', 'pied gauche']
    """
    return frozenset(alias_key(word) for word in line.split(separator))
