"""Month names in the languages of the exports: en de nl es fr pl da sv pt it."""

from collections import defaultdict

from backstride.readers.text import alias_key

_NAMES = {
    1: "january januar januari enero janvier styczen stycznia janeiro gennaio jänner",
    2: "february februar februari febrero février luty lutego fevereiro febbraio",
    3: "march märz maart mrt mrz marzo mars marzec marca marts março",
    4: "april abril avril kwiecien kwietnia aprile",
    5: "may mai mei mayo maj maja maio maggio",
    6: "june juni junio juin czerwiec czerwca junho giugno",
    7: "july juli julio juillet lipiec lipca julho luglio",
    8: "august augustus agosto août sierpien sierpnia augusti",
    9: "september septiembre setiembre septembre wrzesien wrzesnia setembro settembre",
    10: "october oktober octubre octobre pazdziernik pazdziernika outubro ottobre",
    11: "november noviembre novembre listopad listopada novembro",
    12: "december dezember diciembre décembre grudzien grudnia dezembro dicembre",
}


def _prefixes() -> dict[str, int]:
    months: dict[str, set[int]] = defaultdict(set)
    for month, names in _NAMES.items():
        for name in map(alias_key, names.split()):
            for length in range(3, len(name) + 1):
                months[name[:length]].add(month)
    return {prefix: found.copy().pop() for prefix, found in months.items() if len(found) == 1}


MONTHS = _prefixes()
"""Every spelling of three letters or more that means one month only (`jui` means two)."""
