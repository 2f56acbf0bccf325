"""Codes of Samsung Health's `exercise_type`, in words."""

_LINES = """
1001 Walking | 1002 Running | 2001 Baseball | 2002 Softball | 2003 Cricket | 3001 Golf
3002 Billiards | 3003 Bowling | 4001 Hockey | 4002 Rugby | 4003 Basketball | 4004 Football
4005 Handball | 4006 American football | 5001 Volleyball | 5002 Beach volleyball | 6001 Squash
6002 Tennis | 6003 Badminton | 6004 Table tennis | 6005 Racquetball | 7001 Tai chi | 7002 Boxing
7003 Martial arts | 8001 Ballet dancing | 8002 Dancing | 8003 Ballroom dancing | 9001 Pilates
9002 Yoga | 10001 Stretching | 10002 Rope skipping | 10003 Hula-hooping
10004 Push-ups (strength) | 10005 Pull-ups (strength) | 10006 Sit-ups (strength)
10007 Circuit training (strength) | 10008 Mountain climbers (strength)
10009 Jumping jacks (cardio) | 10010 Burpees (strength) | 10011 Bench press (strength)
10012 Squats (strength) | 10013 Lunges (strength) | 10014 Leg press (strength)
10015 Leg extension (strength) | 10016 Leg curl (strength) | 10017 Back extension (strength)
10018 Lat pulldown (strength) | 10019 Deadlift (strength) | 10020 Shoulder press (strength)
10021 Front raise (strength) | 10022 Lateral raise (strength) | 10023 Crunch (strength)
10024 Leg raise (strength) | 10025 Plank (strength) | 10026 Arm curl (strength)
10027 Arm extension (strength) | 11001 Inline skating | 11002 Hang gliding (other)
11005 Horse riding | 11007 Cycling | 11009 Roller skating | 12001 Aerobics (cardio)
13001 Hiking | 13002 Rock climbing | 13003 Backpacking (hiking) | 13004 Mountain biking
13005 Orienteering (running) | 14001 Swimming | 14002 Aquarobics (cardio) | 14003 Canoeing
14004 Sailing | 14007 Kayaking | 14008 Kitesurfing | 14010 Rowing | 14011 Windsurfing
14013 Water skiing | 15001 Stair stepper | 15002 Weight machine | 15003 Exercise bike
15004 Rowing machine | 15005 Treadmill | 15006 Elliptical | 16001 Cross-country skiing
16002 Skiing | 16003 Ice dancing | 16004 Ice skating | 16006 Ice hockey | 16007 Snowboarding
16008 Alpine skiing | 16009 Snowshoeing
"""


def _sports() -> dict[int, str]:
    entries = [entry.strip() for line in _LINES.splitlines() for entry in line.split("|")]
    pairs = [entry.partition(" ") for entry in entries if entry]
    return {int(code): name for code, _, name in pairs}


SPORTS = _sports()
"""Code → name. A code not listed here goes on as a number and is reported."""
