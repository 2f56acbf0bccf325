import pandas as pd
import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import garmin_csv, read_paths
from backstride.settings import Settings

ENGLISH = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Run Cadence,"
    "Max Run Cadence,Avg Pace,Avg Stride Length,Steps,Moving Time,Elapsed Time\n"
)
# 170 steps a minute × 1.00 m × 30 min = 5100 m: 5.10 km, or 3.17 miles
IN_KM = 'Running,2024-03-01 07:00:00,false,"Secret, run","5.10","1,020","00:30:00","150","170",'
IN_KM += '"170","180","5:53","1.00","5,100","00:29:00","00:31:00"\n'
IN_MILES = IN_KM.replace("5.10", "3.17")


def reading_of(tmp_path, text, settings=None, encoding="utf-8"):
    path = tmp_path / "Activities.csv"
    path.write_bytes(text.encode(encoding))
    assert garmin_csv.recognises(path)
    return read_paths([path], settings or Settings())


def run_of(tmp_path, text, **stated):
    return reading_of(tmp_path, text, Settings(**stated)).runs.iloc[0]


def test_kilometres_local_time_and_moving_time(tmp_path):
    reading = reading_of(tmp_path, ENGLISH + IN_KM)
    run = reading.runs.iloc[0]
    assert run["start"] == pd.Timestamp("2024-03-01 07:00:00")
    assert run["date"] == pd.Timestamp("2024-03-01")
    assert (run["sport"], run["surface"], run["distance_km"]) == ("Running", "unknown", 5.1)
    assert (run["duration_min"], run["elapsed_min"]) == (29.0, 31.0)
    told = reading.repairs.iloc[0]
    assert (told["row"], told["column"], told["found"]) == (1, "distance_km", "no unit")
    assert told["done"].startswith("kilometres: cadence × stride length × minutes / distance is 10")
    assert "mi" not in told["done"].split()


def test_miles_are_told_by_the_stride_and_named(tmp_path):
    reading = reading_of(tmp_path, ENGLISH + IN_MILES)
    assert reading.runs["distance_km"].tolist() == [pytest.approx(3.17 * 1.609344)]
    assert reading.repairs.iloc[0]["done"].startswith("miles: cadence × stride length × minutes")


def test_the_stride_goes_before_what_was_stated_for_files_that_tell_nothing(tmp_path):
    assert run_of(tmp_path, ENGLISH + IN_KM, distance_unit="mi")["distance_km"] == 5.1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (IN_KM.replace('"170","180"', '"--","--"'), "no cadence and stride length to tell"),
        (IN_KM.replace("1.00", "0.00"), "no cadence and stride length to tell"),
        (IN_KM.replace("5.10", "4.00"), "is 1275, not 1000 or 1609"),
    ],
)
def test_an_undecidable_unit_is_asked_for(tmp_path, row, why):
    with pytest.raises(DataError, match=why) as told:
        reading_of(tmp_path, ENGLISH + row)
    assert "Say which: --distance-unit km|mi" in str(told.value)
    reading = reading_of(tmp_path, ENGLISH + row, Settings(distance_unit="mi"))
    assert reading.repairs.iloc[0]["done"] == "as stated: --distance-unit mi"


def test_without_any_distance_there_is_nothing_to_ask(tmp_path):
    row = 'Yoga,2024-03-01 07:00:00,false,"x","0.00","90","00:30:00","--","--","--","--","--",'
    run = run_of(tmp_path, ENGLISH + row + '"0.00","--","00:00:00","00:00:00"\n')
    assert pd.isna(run["distance_km"])
    assert (run["sport"], run["duration_min"]) == ("Yoga", 30.0)
    assert pd.isna(run["elapsed_min"])


DANISH = (
    "Aktivitetstype,Dato,Favorit,Titel,Distance,Kalorier,Tid,Gennemsnitlig puls,Maks. puls,"
    "Gennemsnit kadence løb,Gennemsnitlig skridtlængde,Tid i bevægelse,Tidsforbrug"
)
SWEDISH = (
    "Aktivitetstyp,Datum,Favorit,Titel,Distans,Kalorier,Tid,Medelpuls,Maxpuls,"
    "Genomsnittlig löpkadens,Genomsnittlig steglängd,Tid i rörelse,Förfluten tid"
)
GERMAN = (
    "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF,Max. HF,"
    "Ø Schrittfrequenz (Laufen),Ø Schrittlänge,Zeit in Bewegung,Verstrichene Zeit"
)
PORTUGUESE = (
    "Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo total,FC Média,FC máxima,"
    "Cadência de corrida média,Comprimento médio da passada,Tempo em movimento,Tempo transcorrido"
)
POLISH = (
    "Typ aktywności,Data,Ulubiony,Tytuł,Dystans,Suma kalorii,Czas,Średnie tętno,"
    "Maksymalne tętno,Średni rytm biegu,Średnia długość kroku,Czas ruchu,Upłynęło czasu"
)
HUNGARIAN = (
    "Tevékenység típusa,Dátum,Kedvenc,Cím,Távolság,Kalória,Idő,Átlagos pulzusszám,"
    "Max. pulzusszám,Átl. pedálütem,Átlagos lépéshossz,Mozgási idő,Eltelt idő"
)
SPANISH = (
    "Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo,"
    "Frecuencia cardiaca media,FC máxima,Cadencia de carrera media,Longitud media de zancada,"
    "Tiempo en movimiento,Tiempo transcurrido"
)
FRENCH = (
    "Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,Fréquence cardiaque moyenne,"
    "Fréquence cardiaque maximale,Cadence de course moyenne,Longueur moyenne des foulées,"
    "Temps de déplacement,Temps écoulé"
)


@pytest.mark.parametrize(
    ("header", "kind", "surface"),
    [
        (DANISH, "Trailløb", "trail"),
        (SWEDISH, "Löpning på löpband", "treadmill"),
        (GERMAN, "Laufbandtraining", "treadmill"),
        (PORTUGUESE, "Corrida em esteira", "treadmill"),
        (POLISH, "Bieganie w terenie", "trail"),
        (HUNGARIAN, "Terepfutás", "trail"),
        (SPANISH, "Carrera en pista", "track"),
        (FRENCH, "Course à pied sur route", "road"),
    ],
)
def test_every_language_in_both_locales(tmp_path, header, kind, surface):
    row = f'\n{kind},2024-03-01 07:00:00,false,"x","5,10","1.020","00:30:00","150","170","170",'
    row += '"1,00","00:29:00,5","00:31:00"\n'
    point = row.replace('"5,10"', '"5.10"').replace("1.020", "1,020").replace('"1,00"', '"1.00"')
    for cells in (row, point):
        reading = reading_of(tmp_path, header + cells)
        run = reading.runs.iloc[0]
        assert (run["sport"], run["distance_km"], run["elapsed_min"]) == (kind, 5.1, 31.0)
        assert run["duration_min"] == pytest.approx(29 + 0.5 / 60)
        tidy = clean_reading(reading, Settings()).runs.iloc[0]
        assert (tidy["sport"], tidy["surface"]) == ("run", surface)


@pytest.mark.parametrize(
    ("kind", "sport", "surface"),
    [
        ("Running", "run", "unknown"),
        ("Street Running", "run", "road"),
        ("Trail Running", "run", "trail"),
        ("Track Running", "run", "track"),
        ("Treadmill Running", "run", "treadmill"),
        ("Indoor Running", "run", "treadmill"),
        ("Virtual Running", "run", "treadmill"),
        ("Indoor Cycling", "ride", "unknown"),
        ("Multisport", "other", "unknown"),
    ],
)
def test_the_surface_comes_from_the_type(tmp_path, kind, sport, surface):
    text = ENGLISH + IN_KM.replace("Running", kind, 1)
    tidy = clean_reading(reading_of(tmp_path, text), Settings()).runs.iloc[0]
    assert (tidy["sport"], tidy["surface"]) == (sport, surface)


def test_without_favorite_and_with_semicolons_windows_letters_and_german_dates(tmp_path):
    header = GERMAN.replace("Favorit,", "").replace(",", ";")
    row = "\nLaufen;13.03.2024 07:05;Größe;5,10;1.020;00:30:00;150;170;170;1,00;--;--\n"
    reading = reading_of(tmp_path, header + row, encoding="cp1252")
    run = reading.runs.iloc[0]
    assert run["start"] == pd.Timestamp("2024-03-13 07:05")
    assert (run["distance_km"], run["duration_min"]) == (5.1, 30.0)


def test_a_title_and_a_blank_line_above_and_french_dates(tmp_path):
    header = "Activités de quelqu'un\n\nTitre,Type d'activité,Début,Durée,Distance,Calories,"
    row = 'x,Course à pied,"lun., 30 juin 2014 7:03",0:39.3,"0,12",8,--\n'
    row += 'x,Course à pied,"Fr, 25 Mai 2012 20:31",30:00,"5,10",8,--\n'
    reading = reading_of(tmp_path, header + "FC moyenne\n" + row, Settings(distance_unit="km"))
    assert reading.runs["start"].astype("str").tolist() == [
        "2014-06-30 07:03:00",
        "2012-05-25 20:31:00",
    ]
    assert reading.runs["duration_min"].tolist() == [pytest.approx(0.655), 30.0]
    assert reading.ledger["row"].tolist() == [2, 3]


def test_rows_quoted_whole_under_a_header_with_a_trailing_comma(tmp_path):
    header = ENGLISH.strip() + ",\n"
    whole = '"' + IN_KM.strip().replace('"', '""') + '"\n'
    run = run_of(tmp_path, header + whole)
    assert (run["distance_km"], run["duration_min"]) == (5.1, 29.0)


def test_duplicate_headers_and_guarded_negatives_do_no_harm(tmp_path):
    header = ENGLISH.strip() + ",Distance,Min Temp\n"
    run = run_of(tmp_path, header + IN_KM.strip() + ',"99.99",\'-16\n')
    assert run["distance_km"] == 5.1


@pytest.mark.parametrize("missing", ["--", "NaN", "", "0.00"])
def test_missing_and_false_zeros(tmp_path, missing):
    row = IN_KM.replace("5.10", missing)
    reading = reading_of(tmp_path, ENGLISH + IN_KM + row)
    assert reading.runs["distance_km"].isna().tolist() == [False, True]
    assert (reading.ledger["outcome"] == "kept").all()
    assert len(reading.repairs) == 1


def test_pool_swims_and_track_runs_are_in_metres(tmp_path):
    swim = IN_KM.replace("Running", "Pool Swim").replace("5.10", "2,129")
    crawl = IN_KM.replace("Running", "Pool Swim").replace("5.10", "100")
    track = IN_KM.replace("Running", "Track Running").replace("5.10", "5,100")
    reading = reading_of(tmp_path, ENGLISH + IN_MILES + swim + crawl + track)
    assert reading.runs["distance_km"].tolist()[1:] == [2.129, 0.1, 5.1]
    told = reading.repairs[reading.repairs["row"] > 1]
    assert told["found"].tolist() == ["2,129", "100", "5,100"]
    assert told["done"].tolist() == ["metres: 2.129 km", "metres: 0.1 km", "metres: 5.1 km"]


def test_whole_numbers_tell_the_locale_of_an_unclear_distance(tmp_path):
    row = IN_KM.replace("5.10", "5.100").replace("1,020", "1020").replace('"5,100"', '"5100"')
    assert run_of(tmp_path, ENGLISH + row)["distance_km"] == 5.1
    grouped = row.replace('"5.100"', '"5,100"').replace('"1020"', '"1.020"').replace("1.00", "1")
    assert run_of(tmp_path, ENGLISH + grouped)["distance_km"] == 5.1


def test_cells_that_cannot_be_used_are_told_and_rows_without_a_date_refused(tmp_path):
    odd = IN_KM.replace('"5.10"', '"far"').replace('"00:30:00"', '"long"')
    undated = IN_KM.replace("2024-03-01 07:00:00", "soon")
    reading = reading_of(tmp_path, ENGLISH + IN_KM + odd + undated)
    assert reading.ledger["outcome"].tolist() == ["kept", "kept", "refused"]
    assert reading.ledger["reason"].iloc[2] == (
        "date: found soon, expected a date such as 2024-03-01 08:00:00"
    )
    told = reading.repairs[reading.repairs["row"] == 3]
    assert told["found"].tolist() == ["far", "long"]
    assert told["done"].tolist() == [
        "not used: expected a distance such as 7.5",
        "not used: expected a time such as 00:27:12",
    ]


@pytest.mark.parametrize(("count", "is_told"), [(19, False), (20, True), (40, True)])
def test_a_multiple_of_twenty_rows_looks_cut_short(tmp_path, count, is_told):
    reading = reading_of(tmp_path, ENGLISH + IN_KM * count)
    told = reading.repairs[reading.repairs["column"] == "source"]
    assert len(told) == is_told
    if is_told:
        assert (told.iloc[0]["row"], told.iloc[0]["found"]) == (1, f"{count} rows")
        assert "Scroll to the end of the list" in told.iloc[0]["done"]


def test_titles_go_nowhere(tmp_path):
    reading = reading_of(tmp_path, ENGLISH + IN_KM + IN_KM.replace("2024-03-01 07:00:00", ""))
    for table in (reading.runs, reading.ledger, reading.repairs):
        assert (
            not table.astype("str").apply(lambda column: column.str.contains("Secret")).any().any()
        )


def test_a_damaged_file_is_told(tmp_path):
    with pytest.raises(DataError, match="a quote is opened and never closed"):
        reading_of(tmp_path, ENGLISH + IN_KM + 'Running,2024-03-01 07:00:00,false,"x\n\n')


def test_the_real_file_with_comma_decimals(real_files):
    reading = read_paths([real_files / "garmin/Activities-decimal-comma.csv"], Settings())
    assert (len(reading.runs), len(reading.ledger)) == (1131, 1131)
    assert reading.runs["distance_km"].between(0.5, 111).all()
    assert (reading.ledger["outcome"] == "kept").all()
    assert "kilometres" in reading.repairs["done"].iloc[0]
    pace = reading.runs["duration_min"] / reading.runs["distance_km"]
    assert pace.between(3, 20).all()
