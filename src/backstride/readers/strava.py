"""The bulk export of Strava: activities.csv and shoes.csv, alone, in a folder or in a zip.

Facts of the format (exports of 2011 to 2026): `Activity Date` is UTC; the first `Distance` is
text in km (metres for swims and rows), the second a plain float in metres; times are seconds;
`Dirt Distance` is the unpaved part, and 0.0 without any elevation means not computed.
"""

import io
from collections.abc import Iterable
from typing import Any

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import open_entries, record_outcome
from backstride.readers.base import About, Reading, UndecidedError, raw_table
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.parse.dates import date_order, missing_zone, parsed_times, utc_to_local
from backstride.readers.parse.numbers import numbers, plain_numbers
from backstride.readers.parse.table import Sheet, decoded, decoded_head, records_of, to_sheet
from backstride.readers.parse.text import alias_key, word_set, words
from backstride.settings import Settings

# Names of the columns of a Strava export in the languages in which it is written.

COLUMNS = words(
    {
        "id": "Activity ID | id | Aktivitäts-ID | Activiteits-ID | ID de actividad | "
        "ID de la actividad | ID de l'activité | Identyfikator aktywności | Aktivitets-id | "
        "ID da atividade | ID attività | ID dell'attività",
        "date": "Activity Date | date | Aktivitätsdatum | Datum der Aktivität | "
        "Datum van activiteit | Fecha de la actividad | Fecha de actividad | "
        "Date de l'activité | Data aktywności | Aktivitetsdato | Dato for aktivitet | "
        "Aktivitetsdatum | Datum för aktivitet | Data da atividade | Data attività | "
        "Data dell'attività",
        "type": "Activity Type | type | Aktivitätsart | Aktivitätstyp | Activiteitstype | "
        "Tipo de actividad | Type d'activité | Rodzaj aktywności | Typ aktywności | "
        "Aktivitetstype | Aktivitetstyp | Tipo de atividade | Tipo di attività | Tipo attività",
        "elapsed": "Elapsed Time | elapsed_time | Verstrichene Zeit | Verstreken tijd | "
        "Tiempo transcurrido | Temps écoulé | Całkowity czas | Czas trwania | Upłynęło czasu | "
        "Forløbet tid | Förfluten tid | Tempo decorrido | Tempo trascorso",
        "moving": "Moving Time | moving_time | Bewegungszeit | Beweegtijd | "
        "Tiempo en movimiento | Durée de déplacement | Temps de déplacement | Czas ruchu | "
        "Czas w ruchu | Bevægelsestid | Tid i bevægelse | Tid i rörelse | "
        "Tempo de movimentação | Tempo em movimento | Tempo in movimento",
        "distance": "Distance | Distanz | Afstand | Distancia | Dystans | Distans | Distância | "
        "Distanza",
        "dirt": "Dirt Distance | Auf Schotter zurückgelegte Distanz | Distancia sobre tierra | "
        "Distance sur terre | Distance sur chemin de terre | Afstand onverhard | "
        "Onverharde afstand | Dystans w terenie | Distância na terra | Distanza su sterrato",
        "gain": "Elevation Gain | Höhenzunahme | Hoogtewinst | Totale stijging | Desnivel positivo "
        "| Dénivelé positif | Wzrost wysokości | Przewyższenie | Højdestigning | Höjdökning | "
        "Ganho de elevação | Dislivello",
        "highest": "Elevation High | Max. Höhe | Altitud máxima | Altitude maximale | "
        "Maximale hoogte | Hoogste punt | Altitude max. | Elevação máxima | Quota massima",
        "gear": "Activity Gear | gear | Aktivitätsausrüstung | Uitrusting voor activiteit | "
        "Materiaal voor activiteit | Equipamiento de la actividad | Equipo de la actividad | "
        "Matériel utilisé pour l'activité | Sprzęt do aktywności | Udstyr til aktivitet | "
        "Aktivitetsudstyr | Aktivitetsutrustning | Equipamento da atividade | "
        "Attrezzatura dell'attività | Attrezzatura attività",
        "gear_id": "Ausrüstung | Uitrusting | Equipamiento | Matériel | Sprzęt | Udstyr | "
        "Utrustning | Equipamento | Attrezzatura",
        "bike_id": "Bike | Fahrrad | Fiets | Bicicleta | Vélo | Rower | Cykel | Bicicletta",
        "rpe": "Perceived Exertion | Gefühlte Anstrengung | Ervaren inspanning | "
        "Esfuerzo percibido | Effort perçu | Effort ressenti | Odczuwany wysiłek | "
        "Opfattet anstrengelse | Upplevd ansträngning | Esforço percebido | Sforzo percepito",
        "filename": "Filename | Dateiname | Bestandsnaam | Nombre de archivo | "
        "Nombre del archivo | "
        "Nom du fichier | Nazwa pliku | Filnavn | Filnamn | Nome do arquivo | Nome file | "
        "Nome del file",
    }
)
SHOE_COLUMNS = words(
    {
        "name": "Shoe Name | Schuhname | Name des Schuhs | Naam schoen | "
        "Nombre de las zapatillas | "
        "Nombre de la zapatilla | Nom de la chaussure | Nom des chaussures",
        "brand": "Shoe Brand | Schuhmarke | Marke des Schuhs | Merk schoen | "
        "Marca de las zapatillas | Marca de la zapatilla | Marque de la chaussure | "
        "Marque des chaussures",
        "model": "Shoe Model | Schuhmodell | Modell des Schuhs | Model schoen | "
        "Modelo de las zapatillas | Modelo de la zapatilla | Modèle de la chaussure | "
        "Modèle des chaussures",
    }
)

SWIMS_AND_ROWING = word_set(
    "Swim | Rowing | Virtual Row | Schwimmen | Rudern | Zwemmen | Zwemsessie | Roeien | "
    "Natación | Remo | Natation | Aviron | Pływanie | Wioślarstwo | Svømning | Roning | "
    "Simning | Rodd | Natação | Nuoto | Canottaggio",
    "|",
)
# what lies in an export beside activities.csv and shoes.csv: no logs
OTHER_MEMBERS = word_set(
    "applications bikes blocks clubs comments components connected_apps contacts "
    "email_preferences events favorites flags followers following general_preferences "
    "global_challenges goals group_challenges local_legend_segments logins media memberships "
    "messaging metering mobile_device_identifiers orders partner_opt_outs posts "
    "privacy_zones profile reactions routes segments social_settings starred_routes "
    "starred_segments support_tickets visibility_settings"
)
OTHER_FOLDERS = frozenset({"media", "routes", "clubs", "messaging"})


ABOUT = About(
    source="Strava bulk export (zip, folder, `activities.csv`), every era and language",
    runs="every activity; other sports become cross-training",
    moving_time="`Moving Time`, else `Elapsed Time`",
    surface="unpaved share from `Dirt Distance`; trail and virtual types",
    shoe="`Activity Gear`, else the gear id",
    rpe="`Perceived Exertion`",
    zone="UTC; needs `--timezone`",
    refuses="rows without a date, or with neither distance nor time",
)

# between metres per second (3) and kilometres per second (0.003) of a runner
_UNIT_BORDER_PER_S = 0.1


def recognises(path: FilePath) -> bool:
    """Whether a file is an `activities.csv` or `shoes.csv` of Strava, by its header."""
    header = _header_of(path)
    shoe_names = {SHOE_COLUMNS.get(key) for key in header}
    return _is_activities(header) or {"name", "brand", "model"} <= shoe_names


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of one file of the export.

    Raises
    ------
    DataError
        If the file is damaged.
    UndecidedError
        If there are activities and `settings.timezone` is not stated.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, records, lambda cell: _name_of(cell) is not None)
    keys = {alias_key(label) for label in sheet.header}
    if {"date", "type"} <= {COLUMNS.get(key) for key in keys}:
        return _activities(sheet, settings)
    if "name" in {SHOE_COLUMNS.get(key) for key in keys}:
        return _shoes(sheet)
    raise DataError(
        f"{source}: the header of this Strava export is damaged; "
        "expected Activity Date and Activity Type, or Shoe Name. Take the file as it came."
    )


def is_export(siblings: Iterable[FilePath]) -> bool:
    """Whether a folder holds an export: its activities.csv is one of Strava."""
    return any(
        path.name == "activities.csv" and path.is_file() and _is_activities(_header_of(path))
        for path in siblings
    )


def is_no_log(path: FilePath) -> bool:
    """Whether a file or folder of an export is none of a log (settings, pictures, friends)."""
    if path.is_dir():
        return path.name in OTHER_FOLDERS
    return alias_key(path.name.removesuffix(".csv")) in OTHER_MEMBERS


def _header_of(path: FilePath) -> set[str]:
    try:
        head = io.StringIO(decoded_head(path), newline=None).readline()
        return {alias_key(cell) for cell in records_of(head, path.name)[0]}
    except DataError:
        return set()


def _is_activities(keys: set[str]) -> bool:
    names = {COLUMNS.get(key) for key in keys}
    return {"id", "date", "type", "filename"} <= names or (
        {"id", "date", "type"} <= names and not keys & {"id", "date", "type"}
    )


def _name_of(cell: str) -> str | None:
    key = alias_key(cell)
    return COLUMNS.get(key) or SHOE_COLUMNS.get(key)


def _columns(sheet: Sheet, names: dict[str, str]) -> dict[str, pd.Series]:
    """Columns by meaning; the second of two with one name gets `_2` (pandas' `X.1` too)."""
    found: dict[str, pd.Series] = {}
    for label in sheet.header:
        bare, _, number = label.rpartition(".")
        base = bare if bare and number.isdigit() else label
        name = names.get(alias_key(base))
        if name:
            key = name if name not in found else f"{name}_2"
            found.setdefault(key, sheet.column(label))
    return found


def _activities(sheet: Sheet, settings: Settings) -> Reading:
    found = _columns(sheet, COLUMNS)
    blank = pd.Series(index=sheet.rows, dtype="str")
    start = _starts(found["date"], settings, sheet.source)
    elapsed_s = _seconds(found, "elapsed", blank)
    metres = _metres(found, elapsed_s, blank)
    runs = pd.DataFrame(
        {
            "start": start,
            "date": start.dt.normalize(),
            "sport": found["type"],
            "distance_km": metres / 1000,
            "duration_min": _seconds(found, "moving", blank) / 60,
            "elapsed_min": elapsed_s / 60,
            "surface": "unknown",
            "unpaved_share": _unpaved_share(found, metres, blank),
            "shoe": _shoe_names(found, blank),
            "rpe": plain_numbers(found.get("rpe", blank)),
            "source": sheet.source,
            "source_row": sheet.rows,
        },
        index=sheet.rows,
    )
    runs["duration_min"] = runs["duration_min"].fillna(runs["elapsed_min"])
    undated = found["date"][start.isna()]
    reasons = "date: found " + undated.fillna("nothing") + ", expected such as 2024-03-01 08:00:00"
    return Reading(
        runs=raw_table("runs", runs[start.notna()]), ledger=_ledger(sheet, "runs", reasons)
    )


def _starts(texts: pd.Series, settings: Settings, source: str) -> pd.Series:
    if settings.timezone is None and texts.notna().any():
        raise UndecidedError(missing_zone(source))
    parsed = parsed_times(texts, date_order([texts], settings, source))
    return utc_to_local(parsed["wall"], settings)


def _seconds(found: dict[str, pd.Series], name: str, blank: pd.Series) -> pd.Series:
    first, second = found.get(name, blank), found.get(f"{name}_2", blank)
    return plain_numbers(first).fillna(plain_numbers(second))


def _metres(found: dict[str, pd.Series], elapsed_s: pd.Series, blank: pd.Series) -> pd.Series:
    metres = plain_numbers(found.get("distance_2", blank))
    text = found.get("distance", blank)
    if not (metres.isna() & text.notna()).any():
        return metres
    in_metres = found["type"].map(alias_key, na_action="ignore").isin(SWIMS_AND_ROWING)
    dry = numbers(text.where(~in_metres), plausible=(0.05, 500))
    wet = numbers(text.where(in_metres), plausible=(20, 50_000))
    # a single Distance is metres in the oldest exports and in some that were saved again
    per_second = (dry / elapsed_s.where(elapsed_s > 0)).median()
    scale = 1.0 if per_second > _UNIT_BORDER_PER_S else 1000.0
    return metres.fillna(wet).fillna(dry * scale)


def _unpaved_share(found: dict[str, pd.Series], metres: pd.Series, blank: pd.Series) -> pd.Series:
    dirt = plain_numbers(found.get("dirt", blank))
    gain = plain_numbers(found.get("gain", blank)).fillna(0)
    is_flat = (gain == 0) & plain_numbers(found.get("highest", blank)).isna()
    is_virtual = found["type"].str.contains("virtu|wirtu", case=False, na=False)
    known = dirt.notna() & (metres > 0) & ~((dirt == 0) & is_flat) & ~is_virtual
    return (dirt / metres.where(metres > 0)).clip(0, 1).where(known)


_LARGEST_ID = (
    2**53
)  # larger numbers are not told apart as floats, as which re-saved files hold them


def _shoe_names(found: dict[str, pd.Series], blank: pd.Series) -> pd.Series:
    """The free name; else the name other rows give the same gear id; else the id as text."""
    # in English the id's column is called as the name's was in the oldest exports: Gear
    ids = found.get("gear_id", found.get("gear_2", blank))
    name, number = found.get("gear", blank), plain_numbers(ids)
    number = number.where((number % 1 == 0) & (number.abs() < _LARGEST_ID))
    pairs = pd.DataFrame({"number": number, "name": name}).dropna().drop_duplicates()
    known = dict(pairs.drop_duplicates("number", keep=False).to_numpy().tolist())
    text = number.astype("Int64").astype("str") if number.notna().any() else blank
    is_bike = plain_numbers(found.get("bike_id", blank)).notna() & number.isna()
    return name.fillna(number.map(known).astype("str")).fillna(text).where(~is_bike)


def _shoes(sheet: Sheet) -> Reading:
    found = _columns(sheet, SHOE_COLUMNS)
    blank = pd.Series(index=sheet.rows, dtype="str")
    made = found.get("brand", blank).fillna("") + " " + found.get("model", blank).fillna("")
    name = found["name"].fillna(made.str.strip().where(made.str.strip() != ""))
    rows = pd.DataFrame({"shoe": name, "source": sheet.source, "source_row": sheet.rows})
    reasons = pd.Series("a pair without a name, brand or model", index=name.index[name.isna()])
    return Reading(
        shoes=raw_table("shoes", rows[name.notna()]), ledger=_ledger(sheet, "shoes", reasons)
    )


def _ledger(sheet: Sheet, table: str, reasons: pd.Series) -> pd.DataFrame:
    judged = pd.DataFrame({"row": reasons.index, "reason": reasons.to_numpy()})
    refused: Any = pd.concat([sheet.refused, judged]).assign(source=sheet.source)
    book = open_entries(sheet.source, sheet.all_rows, table)
    return record_outcome(book, refused, "refused") if len(book) else schemas.empty(schemas.LEDGER)
