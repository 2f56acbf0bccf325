"""What must be seen by a doctor, and how soon: said first on every page."""

TITLE = "This is not medical advice"
EMERGENCY = (
    "numbness around genitals, anus or inner thighs",
    "new bladder or bowel trouble",
    "new or growing leg weakness",
    "a serious fall",
    "back pain together with chest pain",
)
URGENT = (
    "fever",
    "unexplained weight loss",
    "history of cancer",
    "steroid or immunosuppressant use",
    "constant night pain",
    "osteoporosis",
    "first episode under 20 or over 55",
)
FLAGS = (
    ("Go to an emergency department for", f"{', '.join(EMERGENCY)}."),
    ("Urgent review for", f"{', '.join(URGENT)}."),
)
