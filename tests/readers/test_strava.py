import zipfile

import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
MODERN = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Activity Gear,Filename,Elapsed Time,Moving Time,Distance,Elevation Gain,"
    "Elevation High,Perceived Exertion,Bike,Gear,"
    '"<span class=""translation_missing"" title=""translation missing: en.dirt_distance"">'
    'Dirt Distance</span>"\n'
)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def runs_of(tmp_path, text, settings=BERLIN):
    return read_paths([write(tmp_path / "activities.csv", text)], settings).runs


def modern(*rows):
    return MODERN + "".join(f"{row}\n" for row in rows)


def test_the_oldest_export_is_lower_case_and_in_metres(tmp_path):
    run = runs_of(
        tmp_path,
        "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
        '1,2018-07-01 22:30:00,Secret,Run,"a\nb",1800,5021.3,false,Pegasus,activities/1.gpx\n',
    ).iloc[0]
    assert run["start"] == pd.Timestamp("2018-07-02 00:30:00")
    assert run["date"] == pd.Timestamp("2018-07-02")
    assert (run["distance_km"], run["elapsed_min"], run["shoe"]) == (5.0213, 30.0, "Pegasus")


def test_ten_title_case_columns_are_in_kilometres_and_swims_in_metres(tmp_path):
    runs = runs_of(
        tmp_path,
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,"
        "Elapsed Time,Distance,Commute,Activity Gear,Filename\n"
        '1,"Oct 6, 2019, 11:19:20 PM",x,Run,,1800,5.02,false,,\n'
        '2,"Oct 7, 2019, 6:19:20 AM",x,Swim,,1800,"1,250",false,,\n',
    )
    assert runs["distance_km"].tolist() == [5.02, 1.25]
    assert runs["start"].astype("str").tolist() == ["2019-10-07 01:19:20", "2019-10-07 08:19:20"]


def test_the_second_distance_is_metres_and_the_first_its_stand_in(tmp_path):
    runs = runs_of(
        tmp_path,
        modern(
            '1,"Oct 6, 2022, 1:00:00 PM",x,Run,,1800,5.01,,,1800.0,1700.0,5013.2,,,,,,',
            '2,"Oct 7, 2022, 1:00:00 PM",x,Run,,1800,4.99,,,1800.0,,,,,,,,',
        ),
    )
    assert runs["distance_km"].tolist() == pytest.approx([5.0132, 4.99])
    assert runs["duration_min"].tolist() == [pytest.approx(1700 / 60), 30.0]


def test_a_header_that_pandas_wrote_again_is_read_alike(tmp_path):
    run = runs_of(
        tmp_path,
        "Activity ID,Activity Date,Activity Type,Filename,Distance,Distance.1,Elapsed Time\n"
        '1,"Oct 6, 2022, 1:00:00 PM",Run,,5.0,5013.2,1800\n',
    ).iloc[0]
    assert run["distance_km"] == pytest.approx(5.0132)


@pytest.mark.parametrize(
    ("dirt", "gain", "highest", "share"),
    [
        ("3000.0", "10.0", "200.0", 0.6),
        ("0.0", "10.0", "200.0", 0.0),
        ("0.0", "0.0", "", None),
        ("0.0", "", "", None),
        ("", "10.0", "200.0", None),
        ("6000.0", "10.0", "200.0", 1.0),
    ],
)
def test_unpaved_share_is_known_only_where_it_was_computed(tmp_path, dirt, gain, highest, share):
    row = f'1,"Oct 6, 2022, 1:00:00 PM",x,Run,,1800,5,,,1800,1700,5000.0,{gain},{highest},,,,{dirt}'
    run = runs_of(tmp_path, modern(row)).iloc[0]
    assert pd.isna(run["unpaved_share"]) if share is None else run["unpaved_share"] == share
    assert run["surface"] == "unknown"


def test_a_virtual_run_has_no_ground(tmp_path):
    row = '1,"Oct 6, 2022, 1:00:00 PM",x,Virtual Run,,1800,5,,,1800,1700,5000.0,90,200,,,,0.0'
    assert runs_of(tmp_path, modern(row))["unpaved_share"].isna().all()


def test_shoe_is_the_name_else_the_name_of_its_id_else_the_id(tmp_path):
    rows = [
        f'{n},"Oct {n}, 2022, 1:00:00 PM",x,Run,,1800,5,{name},,'
        f"1800,1700,5000.0,1,2,8.0,{bike},{gear},"
        for n, (name, bike, gear) in enumerate(
            [
                ("Peg 🐎 ", "", "7.0"),
                ("", "", "7.0"),
                ("", "", "8.0"),
                ("Cube", "3.0", ""),
                ("", "", ""),
            ],
            start=1,
        )
    ]
    runs = runs_of(tmp_path, modern(*rows))
    assert runs["shoe"].fillna("-").tolist() == ["Peg 🐎", "Peg 🐎", "8", "-", "-"]
    assert runs["rpe"].tolist() == [8.0] * 5


def test_a_number_that_is_no_gear_id_is_no_shoe(tmp_path):
    rows = [
        f'{n},"Oct {n}, 2022, 1:00:00 PM",x,Run,,1800,5,,,1800,1700,5000.0,1,2,8.0,,{gear},'
        for n, gear in enumerate(["5013.2", "7", "1e300", "nan"], start=1)
    ]
    assert runs_of(tmp_path, modern(*rows))["shoe"].fillna("-").tolist() == ["-", "7", "-", "-"]


GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz,"
    "Aktivitätsausrüstung,Dateiname,Verstrichene Zeit,Bewegungszeit,Distanz,Höhenzunahme,"
    "Gefühlte Anstrengung,Ausrüstung,Auf Schotter zurückgelegte Distanz\n"
    '1,"09.12.2022, 15:24:49",x,Lauf,1800,"4,73",Peg,,1800.0,1700.0,4730.5,12.0,6.0,7.0,946.1\n'
)
DUTCH = (
    "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Verstreken tijd,Afstand,"
    "Uitrusting voor activiteit,Bestandsnaam,Verstreken tijd,Beweegtijd,Afstand\n"
    '1,9 dec. 2022 15:24:49,x,Hardloopsessie,1800,"4,73",Peg,,1800.0,1700.0,4730.5\n'
)
SPANISH = (
    "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,"
    "Tiempo transcurrido,Distancia,Equipamiento de la actividad,Nombre de archivo,"
    "Tiempo transcurrido,Tiempo en movimiento,Distancia,Desnivel positivo,Distancia sobre tierra\n"
    '1,"9 dic 2022, 3:24:49\u202fp.m.",x,Carrera,1800,4.73,Peg,,1800.0,1700.0,4730.5,12.0,946.1\n'
)
FRENCH = (
    "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Temps écoulé,Distance,"
    "Matériel utilisé pour l'activité,Nom du fichier,Temps écoulé,Durée de déplacement,Distance\n"
    '1,"9 déc. 2022, 15:24:49",x,Course à pied,1800,"4,73",Peg,,1800.0,1700.0,4730.5\n'
)
POLISH = (
    "Identyfikator aktywności,Data aktywności,Nazwa aktywności,Rodzaj aktywności,Dystans,"
    "Nazwa pliku,Dystans,Czas ruchu,Sprzęt do aktywności\n"
    '1,"9 gru 2022, 15:24:49",x,Bieg,"4,73",,4730.5,1700.0,Peg\n'
)


@pytest.mark.parametrize("text", [GERMAN, DUTCH, SPANISH, FRENCH, POLISH])
def test_every_language_gives_the_same_run(tmp_path, text):
    run = runs_of(tmp_path, text).iloc[0]
    assert run["start"] == pd.Timestamp("2022-12-09 16:24:49")
    assert run["distance_km"] == pytest.approx(4.7305)
    assert run["duration_min"] == pytest.approx(1700 / 60)
    assert run["shoe"] == "Peg"


def test_without_a_zone_the_option_is_named(tmp_path):
    path = write(tmp_path / "activities.csv", GERMAN)
    with pytest.raises(DataError, match=r"activities\.csv: times are in UTC.*--timezone"):
        read_paths([path], Settings())
    with pytest.raises(DataError, match="--timezone"):
        read_paths([tmp_path], Settings())


def test_unreadable_rows_are_refused_and_titles_go_nowhere(tmp_path):
    text = modern(
        '1,someday,My secret,Run,"told, you",1800,5,,,1800,1700,5000.0,,,,,,',
        '2,"Oct 6, 2022, 1:00:00 PM",My secret,Run,,1800,5,,,1800,1700,5000.0,,,,,,',
        "3,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r",
    )
    reading = read_paths([write(tmp_path / "activities.csv", text)], BERLIN)
    assert reading.ledger.sort_values("row")["outcome"].tolist() == ["refused", "kept", "refused"]
    reasons = reading.ledger.set_index("row")["reason"]
    assert reasons[2] == "date: found someday, expected such as 2024-03-01 08:00:00"
    assert reasons[4] == "found 19 cells, expected 18 as in the header"
    everything = reading.runs.to_csv() + reading.ledger.to_csv() + reading.repairs.to_csv()
    assert "secret" not in everything


SHOES = (
    "Shoe Name,Shoe Brand,Shoe Model,Shoe Default Sport Types\n"
    "Peg,Nike,Pegasus,Run\n,Asics,Nova,\n,,,\n"
)


def export(tmp_path):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("export_1/activities.csv", GERMAN)
        out.writestr("export_1/shoes.csv", SHOES)
        out.writestr("export_1/profile.csv", "Athlete ID,Email Address\n1,a@example.org\n")
        out.writestr("export_1/activities/1.fit.gz", b"\x1f\x8b")
        out.writestr("export_1/media/1.jpg", b"\xff\xd8\xff")
    return archive


def test_zip_and_folder_give_activities_files_and_shoes_and_nothing_else(tmp_path):
    archive = export(tmp_path)
    zipped = read_paths([archive], BERLIN)
    folder = tmp_path / "unzipped"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    loose = read_paths([folder], BERLIN)
    for reading in (zipped, loose):
        assert reading.shoes["shoe"].tolist() == ["Peg", "Asics Nova"]
        assert len(reading.runs) == 1
        outcomes = reading.ledger.groupby("source")["outcome"].agg(list).to_dict()
        assert outcomes == {
            "1.fit.gz": ["refused"],
            "activities.csv": ["kept"],
            "shoes.csv": ["kept", "kept", "refused"],
        }


def test_an_own_diary_in_the_folder_of_an_export_is_read(tmp_path):
    write(tmp_path / "activities.csv", GERMAN)
    write(tmp_path / "pain.csv", "date,pain\n2022-12-09,3\n")
    reading = read_paths([tmp_path], BERLIN)
    assert (len(reading.runs), len(reading.pain)) == (1, 1)


def test_real_export_keeps_every_row(real_files):
    reading = read_paths(
        [real_files / "strava" / "activities-2021-2023.csv"], Settings(timezone="Europe/Copenhagen")
    )
    assert len(reading.ledger) == 112
    assert (reading.ledger["outcome"] == "kept").all()
    assert (reading.runs["sport"] == "Run").sum() == 89
    assert reading.runs["distance_km"].notna().all()


def test_real_zip_gives_its_one_run(real_files):
    run = read_paths([real_files / "strava" / "export.zip"], BERLIN).runs.iloc[0]
    assert run["start"] == pd.Timestamp("2022-05-29 17:53:35")
    assert run["distance_km"] == pytest.approx(3.32295)
