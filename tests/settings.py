"""Settings for tests: a data folder of their own, a database that threads can share.

`FLOWBUILDER_TEST_ON=postgres` runs the same tests on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="flowbuilder-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("FLOWBUILDER_")]:
    if not _name.startswith("FLOWBUILDER_TEST"):
        del os.environ[_name]
os.environ["FLOWBUILDER_DATA_DIR"] = str(_folder)
os.environ["FLOWBUILDER_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["FLOWBUILDER_LOG_LEVEL"] = "WARNING"
os.environ["FLOWBUILDER_EMBEDDINGS"] = "off"  # tests of it switch it on
os.environ["FLOWBUILDER_BURST_MS"] = "0"  # tests of it switch it on
if os.environ.get("FLOWBUILDER_TEST_ON") == "postgres":
    os.environ["FLOWBUILDER_DATABASE_URL"] = os.environ.get(
        "FLOWBUILDER_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test"
    )

from flowbuilder.config.settings import *  # noqa: E402, F403
from flowbuilder.config.settings import DATABASES  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_flowbuilder_{os.getpid()}"}
    DATABASES["default"]["OPTIONS"].pop("pool", None)

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
