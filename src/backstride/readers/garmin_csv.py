"""Activities.csv as Garmin Connect's web page writes it, in the languages and units it knows.

Facts of the format (exports of 2012 to 2026): times are local; no unit is named, so km or miles
are told by stride length; the number locale is not that of the header's language; `--`, `NaN`
and 0 stand for what was not measured; titles are left where they are.
"""

import re

import pandas as pd

from backstride.readers.base import About, Reading, UndecidedError
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.own_tables import KM_PER
from backstride.readers.parse.dates import date_order, parsed_times
from backstride.readers.parse.numbers import Marks, decimal_marks, durations_min, numbers
from backstride.readers.parse.table import Sheet, decoded, records_of, to_sheet
from backstride.readers.parse.text import alias_key, words
from backstride.readers.service_table import (
    cells_of,
    file_repair,
    header_keys,
    named_columns,
    runs_reading,
    unused,
)
from backstride.schemas import KM_PER_MILE
from backstride.settings import Settings

# Names of the columns of Garmin Connect's Activities.csv, in a dozen languages.

COLUMNS = words(
    {
        "type": "Activity Type | Aktivitetstype | Aktivitetstyp | Aktivitätstyp | "
        "Tipo de atividade | Typ aktywności | Rodzaj aktywności | Tevékenység típusa | "
        "Tevékenységtípus | Tipo de actividad | Type d'activité | Activiteittype | "
        "Type activiteit | Tipo di attività | Tipo attività",
        "date": "Date | Dato | Datum | Data | Dátum | Fecha | Start | Start Time | Startzeit | "
        "Starttid | Starttidspunkt | Início | Inicio | Début | Początek | Kezdés",
        "favorite": "Favorite | Favorit | Favorito | Ulubione | Ulubiony | Ulubiona | Kedvenc | "
        "Favori | Favoritt | Favoriet | Preferito | Preferiti",
        "title": "Title | Titel | Título | Tytuł | Cím | Titre | Tittel | Titolo | "
        "Activity Name | Aktivitätsname | Aktivitetsnavn | Aktivitetsnamn | "
        "Nom de l'activité | Nombre de la actividad | Nome da atividade | Nazwa aktywności",
        "distance": "Distance | Distans | Sträcka | Distanz | Distância | Dystans | Odległość | "
        "Távolság | Táv | Distancia | Distanse | Afstand | Distanza",
        "calories": "Calories | Kalorier | Kalorien | Calorias | Kalorie | Suma kalorii | "
        "Kalória | Kalóriák | Összes kalória | Calorías | Totale kalorier | Total Calories | "
        "Total kalorier | Kalorien gesamt | Calorieën | Calorie",
        "time": "Time | Tid | Zeit | Tempo | Tempo total | Czas | Idő | Tiempo | Durée | Temps | "
        "Tijd | Activity Time | Total Time | Samlet tid | Total tid | Gesamtzeit | "
        "Czas całkowity | Teljes idő | Tiempo total | Durée totale",
        "avg_hr": "Avg HR | Gennemsnitlig puls | Gns. puls | Medelpuls | Genomsnittlig puls | "
        "Snittpuls | Ø HF | Ø Herzfrequenz | FC Média | Frequência cardíaca média | "
        "Średnie tętno | Átl. pulzusszám | Átlagos pulzusszám | Átlagos pulzus | FC media | "
        "Frecuencia cardiaca media | FC moyenne | Fréquence cardiaque moyenne | "
        "Gjennomsnittlig puls | Gem. HS | FC Media",
        "max_hr": "Max HR | Maks. puls | Maksimal puls | Maxpuls | Max. puls | Högsta puls | "
        "Max. HF | Maximale Herzfrequenz | FC máxima | Frequência cardíaca máxima | "
        "Maksymalne tętno | Max. pulzusszám | Maximális pulzusszám | Maximális pulzus | "
        "FC máx. | Frecuencia cardiaca máxima | FC maximale | FC max. | "
        "Fréquence cardiaque maximale | Makspuls | Max. HS",
        "moving": "Moving Time | Tid i bevægelse | Tid i rörelse | Zeit in Bewegung | "
        "Tempo em movimento | Czas ruchu | Czas w ruchu | Mozgási idő | "
        "Mozgásban töltött idő | Mozgással töltött idő | Tiempo en movimiento | "
        "Temps de déplacement | Temps en mouvement | Tid i bevegelse | Tijd in beweging",
        "elapsed": "Elapsed Time | Tidsforbrug | Forløbet tid | Förfluten tid | Förbrukad tid | "
        "Verstrichene Zeit | Abgelaufene Zeit | Tempo transcorrido | Tempo decorrido | "
        "Upłynęło czasu | Czas, który upłynął | Upływający czas | Eltelt idő | "
        "Tiempo transcurrido | Temps écoulé | Medgått tid | Verstreken tijd",
        "steps": "Steps | Skridt | Steg | Schritte | Passos | Kroki | Lépések | Lépésszám | "
        "Pasos | Pas | Skritt | Stappen",
    }
)
"""Alias key → meaning, of the columns that are the same in every sport."""

NEEDED = frozenset({"type", "date", "distance", "time"})
TYPICAL = frozenset({"favorite", "title", "calories", "avg_hr", "max_hr"})

_STRIDE = re.compile(
    r"stride|schrittlange|skridtlængde|skrittlengde|steglangd|passada|zancada|foulee|kroku"
    r"|lepeshossz|staplengte|paslengte|falcata"
)
_CADENCE = re.compile(
    r"cadence|schrittfrequenz|kadence|kadens|cadencia|rytm|utem|frekvens for løping|skridtfrekvens"
)
# cadences of other sports, and the highest of a run
_NOT_CADENCE = re.compile(
    r"max|maks|bike|cycl|cykel|cykl|fahrrad|\brad|bicicleta|ciclis|velo|rower|kerekpar|kolar|stroke"
)


def is_activities(keys: frozenset[str]) -> bool:
    """Whether a header with these alias keys is that of an Activities.csv."""
    names = {COLUMNS.get(key) for key in keys}
    return names >= NEEDED and len(names & TYPICAL) >= 2


def stride_label(header: tuple[str, ...]) -> str | None:
    """Label of the average stride length, or None.

    Examples
    --------
    >>> stride_label(("Distanz", "Ø Schrittlänge"))
    'Ø Schrittlänge'
    """
    return next((label for label in header if _STRIDE.search(alias_key(label))), None)


def cadence_label(header: tuple[str, ...]) -> str | None:
    """Label of the average cadence of runs, or None.

    Examples
    --------
    >>> cadence_label(("Avg Bike Cadence", "Max Run Cadence", "Avg Run Cadence"))
    'Avg Run Cadence'
    """
    keys = {label: alias_key(label) for label in header}
    fitting = (
        label
        for label, key in keys.items()
        if _CADENCE.search(key) and not _NOT_CADENCE.search(key)
    )
    return next(fitting, None)


# Kilometres, miles or metres in a Garmin file: no header says, the runner's stride does.

# Steps a minute × metres a step × minutes are the metres run: over the distance, 1000 for km and
# 1609 for miles. Real files lie within 7 % of one of the two.
METRES_PER = {"km": 1000.0, "mi": 1000 * KM_PER_MILE}
TOLERANCE = 0.12
# Above this a minute a distance is metres: no run, ride or descent does 6 km in a minute, and the
# slowest swimmer does 6 m.
METRES_PER_MINUTE = 6.0
# A swim of this many km is a crossing of the Channel; of this many metres, a lap of the pool.
_LONGEST_SWIM_KM = 24.0
_SWIM = re.compile(
    r"swim|svom|svøm|\bsim|bassangsim|schwimm|natac|pływa|plywa|\busz|natation|\bnage|zwem|nuoto"
)


def metres_run(
    cadence: pd.Series, stride_m: pd.Series, minutes: pd.Series, distance: pd.Series
) -> float:
    """Median of steps × stride length over distance; missing where no row has all of them.

    Examples
    --------
    >>> one = pd.Series([1.0])
    >>> round(metres_run(170 * one, 1.0 * one, 30 * one, 5.1 * one))
    1000
    """
    steps = cadence.where(cadence > 0) * minutes.where(minutes > 0)
    return float((steps * stride_m.where(stride_m > 0) / distance.where(distance > 0)).median())


def unit_of_file(metres: float, stated: str | None, source: str) -> tuple[str, pd.DataFrame]:
    """The unit and the repair line that says what told it.

    Parameters
    ----------
    metres : float
        As `metres_run`; what it tells goes before what was stated for files that tell nothing.
    stated : {'km', 'mi'} or None
        The runner's word, from `--distance-unit`.
    source : str

    Raises
    ------
    UndecidedError
        If neither tells.
    """
    fitting = [unit for unit, length in METRES_PER.items() if abs(metres / length - 1) <= TOLERANCE]
    if fitting:
        word = {"km": "kilometres", "mi": "miles"}[fitting[0]]
        done = (
            f"{word}: cadence × stride length × minutes / distance is {metres:.0f}, "
            f"expected {METRES_PER[fitting[0]]:.0f}"
        )
        return fitting[0], file_repair("distance_km", "no unit", done)
    if stated is not None:
        return stated, file_repair("distance_km", "no unit", f"as stated: --distance-unit {stated}")
    found = "no cadence and stride length to tell"
    if metres == metres:
        found = f"cadence × stride length × minutes / distance is {metres:.0f}, not 1000 or 1609"
    raise UndecidedError(
        f"{source}: distances could be km or miles ({found}). Say which: --distance-unit km|mi."
    )


def are_metres(distance: pd.Series, minutes: pd.Series, types: pd.Series) -> pd.Series:
    """Whether a distance is in metres, as those of pool swims and track runs are.

    Examples
    --------
    >>> types = pd.Series(["Running", "Track Running", "Pool Swim"])
    >>> are_metres(pd.Series([10.0, 10_000, 100]), pd.Series([50.0, 50, 30]), types).tolist()
    [False, True, True]
    """
    swims = {kind for kind in types.dropna().unique() if _SWIM.search(alias_key(kind))}
    too_fast = distance > METRES_PER_MINUTE * minutes
    return too_fast | (types.isin(swims) & (distance > _LONGEST_SWIM_KM))


def to_km(
    distance: pd.Series, in_metres: pd.Series, unit: str, found: pd.Series
) -> tuple[pd.Series, pd.DataFrame]:
    """Distances in km, and a repair line for each that was in metres."""
    km = (distance * KM_PER[unit]).where(~in_metres, distance / 1000)
    rows = in_metres.index[in_metres]
    told = pd.DataFrame(
        {
            "row": rows,
            "column": "distance_km",
            "found": found.loc[rows].to_numpy(),
            "done": [f"metres: {value:.10g} km" for value in km.loc[rows]],
        }
    )
    return km, told


# Activities.csv as Garmin Connect's web page writes it, in the languages and locales it knows.

ABOUT = About(
    source="Garmin Connect `Activities.csv`, nine languages, both number locales",
    runs="every row",
    moving_time="`Moving Time`, else `Time`",
    surface="the type: street, trail, track, treadmill, indoor, virtual",
    zone="local, as written",
    refuses="rows without a date; the file, if km or miles cannot be told: `--distance-unit`",
)


_LINES_ABOVE_HEADER = 4
# the web page writes the rows it has loaded, and loads them by the twenty
ROWS_LOADED_AT_ONCE = 20
_GROUPED = r"'?-?[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:[.,]\d{3})*"
_USUAL_DISTANCE = (0.05, 500.0)
_STRIDE_M = (0.3, 3.0)


def recognises(path: FilePath) -> bool:
    """Whether a file is an Activities.csv, by a header in its first lines."""
    return any(is_activities(keys) for keys in header_keys(path, _LINES_ABOVE_HEADER))


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of the export; distances in km, the unit told by the runner's stride.

    Raises
    ------
    DataError
        If the file is damaged.
    UndecidedError
        If distances could be km or miles, or all-number dates can be read two ways.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, [_unwrapped(record) for record in records], _is_known)
    texts = _texts(sheet)
    marks = _marks(texts)
    distance = numbers(texts["distance"], marks, _USUAL_DISTANCE)
    minutes = pd.DataFrame(
        {name: _minutes(texts[name], distance) for name in ("time", "moving", "elapsed")}
    )
    km, told = _kilometres(texts, distance, minutes["time"], marks, settings, source)
    parsed = parsed_times(texts["date"], date_order([texts["date"]], settings, source))
    runs = pd.DataFrame(
        {
            "start": parsed["wall"].where(parsed["has_clock"]),
            "date": parsed["wall"].dt.normalize(),
            "sport": texts["type"],
            "distance_km": km.where(km > 0),
            "duration_min": minutes["moving"].fillna(minutes["time"]).fillna(minutes["elapsed"]),
            "elapsed_min": minutes["elapsed"],
            "surface": "unknown",
        }
    )
    problems = [
        unused("distance_km", texts["distance"], distance, "a distance such as 7.5"),
        _untimed(texts, minutes),
    ]
    return runs_reading(sheet, runs, texts["date"], problems, [*told, _cut_short(sheet)])


def _unwrapped(record: list[str]) -> list[str]:
    # some files quote every row whole, while the header is split as usual
    held = [cell for cell in record if cell.strip()]
    return cells_of(held[0]) if len(held) == 1 else record


def _is_known(cell: str) -> bool:
    return alias_key(cell) in COLUMNS


def _texts(sheet: Sheet) -> dict[str, pd.Series]:
    blank = pd.Series(index=sheet.rows, dtype="str")
    found = named_columns(sheet, COLUMNS)
    texts = {name: found.get(name, blank) for name in sorted(set(COLUMNS.values()))}
    for name, label_of in (("stride", stride_label), ("cadence", cadence_label)):
        label = label_of(sheet.header)
        texts[name] = blank if label is None else sheet.column(label)
    return texts


def _marks(texts: dict[str, pd.Series]) -> Marks:
    """The decimal mark, from decimals, from grouped whole numbers, else from split seconds."""
    # calories and steps are whole: a mark before three digits groups, and the decimal is the other
    whole = pd.concat([texts["calories"], texts["steps"]]).str.extract(_GROUPED, expand=False)
    other = whole.map({",": ".", ".": ","}, na_action="ignore").dropna()
    marks = decimal_marks([texts["distance"], texts["stride"]]) | frozenset(other.unique())
    if marks:
        return marks
    clocks = pd.concat([texts["time"], texts["moving"], texts["elapsed"]])
    return frozenset(clocks.str.extract(r":\d{2}([.,])\d", expand=False).dropna().unique())


def _minutes(texts: pd.Series, distance: pd.Series) -> pd.Series:
    minutes = durations_min(texts, "mm:ss", distance)
    return minutes.where(minutes > 0)


def _kilometres(
    texts: dict[str, pd.Series],
    distance: pd.Series,
    minutes: pd.Series,
    marks: Marks,
    settings: Settings,
    source: str,
) -> tuple[pd.Series, list[pd.DataFrame]]:
    in_metres = are_metres(distance, minutes, texts["type"])
    ordinary = distance.where(~in_metres & (distance > 0))
    if ordinary.isna().all():
        km, lines = to_km(distance, in_metres, "km", texts["distance"])
        return km, [lines]
    cadence, stride = numbers(texts["cadence"], marks), numbers(texts["stride"], marks, _STRIDE_M)
    metres = metres_run(cadence, stride, minutes, ordinary)
    unit, told = unit_of_file(metres, settings.distance_unit, source)
    km, lines = to_km(distance, in_metres, unit, texts["distance"])
    return km, [told, lines]


def _untimed(texts: dict[str, pd.Series], minutes: pd.DataFrame) -> pd.DataFrame:
    is_zero = texts["time"].str.fullmatch(r"[0:.,]*", na=False)
    return unused(
        "duration_min", texts["time"].where(~is_zero), minutes["time"], "a time such as 00:27:12"
    )


def _cut_short(sheet: Sheet) -> pd.DataFrame:
    count = len(sheet.all_rows)
    if count == 0 or count % ROWS_LOADED_AT_ONCE:
        return pd.DataFrame()
    done = (
        f"kept; a multiple of {ROWS_LOADED_AT_ONCE}: the page exports only the rows it has loaded. "
        "Scroll to the end of the list, then export again."
    )
    return file_repair("source", f"{count} rows", done)
