"""Names of the columns of a Strava export in the languages in which it is written."""

from backstride.readers.text import word_set, words

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
