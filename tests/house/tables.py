"""The house style as tables: who may include whom, who alone knows what, what nothing may be called."""

# Room → what its files may include besides their own room: another room, or one header of it.
FOUNDATION = ["server-sync/foundation"]
PROTOCOL = ["server-sync/protocol"] + FOUNDATION
MAY_INCLUDE = {
    "server-sync/foundation": [],
    "server-sync/protocol": FOUNDATION,
    "server-sync/device": PROTOCOL,
    "server-sync/register": PROTOCOL,
    "server-sync/intake": ["server-sync/register"] + PROTOCOL,
    "server-sync/counting": ["server-sync/intake/ledger.h", "server-sync/register"] + PROTOCOL,
    "server-sync/dashboard": ["server-sync/counting/finding_shelf.h", "server-sync/register"] + PROTOCOL,
    "server-sync/offsite": ["server-sync/counting", "server-sync/intake", "server-sync/register"] + PROTOCOL,
    "server-sync/collector": [
        "server-sync/dashboard", "server-sync/offsite", "server-sync/counting", "server-sync/intake", "server-sync/register",
    ] + PROTOCOL,
    "app/display": PROTOCOL,
    "app/visit": PROTOCOL,
    "app/voice": PROTOCOL,
    "app/answers": ["server-sync/device/outbox.h"] + PROTOCOL,
    "app/screens": ["app/display", "app/visit"] + PROTOCOL,
    # Design §3 (app → device) wins over style §5.3: the kiosk hears the sync thread's news by its own types.
    "app": [
        "app/display", "app/visit", "app/answers", "app/screens", "app/voice", "server-sync/device/sync_thread.h",
        "server-sync/device/outbox.h",
    ] + PROTOCOL,
    "app/main.cpp": [
        "app", "app/display", "app/visit", "app/answers", "app/screens", "app/voice", "server-sync/device",
    ] + PROTOCOL,
    "server-sync/main.cpp": [
        "server-sync/collector", "server-sync/dashboard", "server-sync/counting", "server-sync/intake",
        "server-sync/register",
    ] + PROTOCOL,
    "firmware": ["server-sync/device"] + PROTOCOL,
    "tests": ["app", "server-sync", "firmware"],
}

TOP_ROOMS = ("app", "server-sync", "firmware", "tests")

# What an include line may bring in only in the named places. `tests`: places that stand in for, or
# measure against, the real thing.
SOLE_USERS = [
    # name, pattern of the included path, product files, test files
    ("SDL", r"SDL", ["app/display/", "app/voice/"], ["tests/app/display/"]),
    ("sqlite3.h", r"sqlite3", ["server-sync/foundation/database.cpp"], ["tests/stand-ins/", "tests/bench/"]),
    ("libcurl", r"curl/", ["server-sync/device/late_curl.h"], []),
    ("RESTinio", r"(restinio|asio|http_parser)", ["server-sync/collector/https_server.cpp"], []),
]

# Heavy headers: one product file each, whichever it is.
ONE_FILE_EACH = [("CLI11", r"CLI/"), ("toml++", r"(toml\+\+/|toml\.hpp)")]

# Who asks for the time, or sleeps, but these (C13)? TLS, sockets and `bench` keep real time.
TIME = (
    r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock|clock_gettime|gettimeofday|timerfd_create"
    r"|sleep_for|sleep_until|usleep|nanosleep|wait_for|wait_until|SDL_Delay|SDL_GetTicks(64)?"
    r"|SDL_WaitEvent(Timeout)?)\b"
    r"|(?<![\w.>:])(::|std::)?(time|sleep)\s*\(\s*(nullptr|NULL|0|&|\d)"
)
# Waiting on descriptors is Clock's too; asking without waiting (a last argument of 0) is not waiting, and a
# test may wait for an event of the thread it watches.
WAITING = r"(?<![\w.>:])(::)?(poll|ppoll|select|pselect|epoll_wait)\s*\((?![^;{}]*,\s*0\s*\))"
TIME_KEEPERS = ["server-sync/foundation/clock.cpp", "server-sync/foundation/driven_clock.cpp"]
# Tests that may: they watch over real processes, or measure.
TIME_IN_TESTS = ["tests/bench/", "tests/fleet/", "tests/journeys/", "tests/stand-ins/", "tests/gallery/"]

LINES_MAX = 500
FUNCTION_LINES_MAX = 60
FOUNDATION_NAMES_MAX = 6
# Two halves of one name: the driven clock is the same Clock from another place, and none but clock.cpp
# (and stand-ins) may know of it.
FOUNDATION_HALVES = {"driven_clock": "clock"}
PRIVATE_HEADERS = {"server-sync/foundation/driven_clock.h": ["server-sync/foundation/", "tests/"]}

# A statement, the whole right side of `=`, or a whole condition: `while (TRY(x))` and `if (!TRY(x))` leak in
# neither compiler, because nothing else is being built when they return (probed with ASan, g++ 12, clang 14).
TRY_MAY_BE_A_WHOLE_CONDITION = True

BANNED_WORDS = {
    "util", "utils", "common", "helper", "helpers", "manager", "handler", "data", "info", "misc", "base", "impl",
    "service",
}

ROOT_ENTRIES = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "stemme", "app", "assets", "firmware",
    "server-sync", "tests",
}
