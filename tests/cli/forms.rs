//! Goal: answers fit the terminal, times have one form, two equal runs give equal bytes, and the shells and `man` know
//! the commands.

use super::{PROGRAM, Server, command, name, parcel, rows, text, tongguan};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Columns that a text takes.
fn width(line: &str) -> usize {
    line.chars().map(|c| if u32::from(c) >= 0x2E80 { 2 } else { 1 }).sum()
}

fn in_columns(columns: &str, arguments: &[&str]) -> String {
    text(&command(arguments).env("COLUMNS", columns).output().unwrap().stdout)
}

#[test]
fn lines_fit_the_columns_that_are_said() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    assert_eq!(server.call(&["submit", name(&path)]).status.code(), Some(0));
    for arguments in [
        &["codes"][..],
        &["codes", "100"],
        &["codes", "country"],
        &["limits"],
        &["demo"],
        &["explain", "3", "--server", &server.address],
        &["show", "3", "--server", &server.address],
        &["submit", "--help"],
    ] {
        for columns in [80, 100] {
            let told = in_columns(&columns.to_string(), arguments);
            // A word that is longer than a line, such as a list of conditions, stays whole.
            let wide = told.lines().filter(|line| width(line) > columns && line.trim().contains(' '));
            let wide: Vec<_> =
                wide.filter(|line| line.split(' ').all(|word| width(word) < columns / 2)).collect();
            assert!(!told.is_empty() && wide.is_empty(), "{arguments:?} in {columns}: {wide:#?}");
        }
        let plain = text(&tongguan(arguments).stdout);
        let joined = |text: &str| text.split_whitespace().collect::<String>();
        if !arguments.contains(&"--help") {
            assert_eq!(
                joined(&in_columns("80", arguments)),
                joined(&plain),
                "{arguments:?}: nothing is lost"
            );
        }
    }
    let json = in_columns("60", &["codes", "--json"]);
    assert!(
        json.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "JSON is never wrapped"
    );
    assert!(serde_json::from_str::<serde_json::Value>(&in_columns("60", &["sample", "603"])).is_ok());
}

/// What the terminal says counts, too.
#[test]
fn lines_fit_a_terminal() {
    let script = "
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    os.environ.pop('COLUMNS', None)
    os.execv(sys.argv[1], [sys.argv[1], 'codes', '100'])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 72, 0, 0))
data = b''
try:
    while True:
        piece = os.read(fd, 65536)
        if not piece: break
        data += piece
except OSError:
    pass
sys.stdout.buffer.write(data)
";
    let python = std::env::var("TONGGUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    // The child waits for its size: it is set before the program is there.
    let script = script.replace("    os.execv", "    import time; time.sleep(0.2)\n    os.execv");
    let Ok(output) = Command::new(python).args(["-c", &script, PROGRAM]).env("NO_COLOR", "1").output() else {
        eprintln!("there is no Python, so no terminal was made");
        return;
    };
    let told = text(&output.stdout).replace('\r', "");
    assert!(told.contains("海关退单"), "{told}{}", text(&output.stderr));
    let wide: Vec<_> = told.lines().filter(|line| width(line) > 72).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn times_have_one_form() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    assert_eq!(server.call(&["submit", name(&path)]).status.code(), Some(0));
    for arguments in [&["explain", "3"][..], &["show", "3"], &["receipts"]] {
        assert!(text(&server.call(arguments).stdout).contains("2026-01-05T09:00:0"), "{arguments:?}");
        let json = text(&server.call(&[arguments, &["--json"]].concat()).stdout);
        assert!(json.contains("\"2026-01-05T09:00:0") && json.contains("+08:00\""), "{json}");
        let other = json.split('"').find(|text| text.starts_with("2026-") && !text.ends_with("+08:00"));
        assert_eq!(other, None);
    }
    let clock = rows(&server.control(&["clock", "--json"]));
    assert!(clock[0]["now"].as_str().unwrap().ends_with("+08:00"), "{}", clock[0]);
    let late = server.control(&["clock", "advance", "70000000h"]);
    assert!(text(&late.stderr).contains("the last moment that there is"), "{}", text(&late.stderr));
}

#[test]
fn two_equal_runs_give_equal_bytes() {
    let demo = || tongguan(&["demo", "--json"]).stdout;
    assert_eq!(text(&demo()), text(&demo()));
}

/// What the demo says at its end works on the server that it names.
#[test]
fn the_end_of_the_demo_works() {
    let server = Server::ephemeral();
    let told = text(&tongguan(&["demo"]).stdout);
    let (_, end) = told.split_once("Now yours:").unwrap();
    for line in ["tongguan sample parcel | tongguan submit -", "tongguan explain 4"] {
        assert!(end.contains(line), "{line}: {end}");
        let folder = std::path::Path::new(PROGRAM).parent().unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("PATH", path).env("TONGGUAN_SERVER", &server.address);
        let output = shell.env_remove("TONGGUAN_SANDBOX").output().unwrap();
        let said = text(&output.stdout);
        assert!(output.status.success() && said.contains("899"), "{line}: {said}{}", text(&output.stderr));
    }
}

#[test]
fn shells_can_complete() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&tongguan(&["completions", shell]).stdout);
        assert!(script.contains("receipts"), "{shell}");
    }
    let bash = tongguan(&["completions", "bash"]).stdout;
    let loads = "source /dev/stdin && complete -p tongguan";
    let Ok(mut child) =
        Command::new("bash").args(["-c", loads]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
    else {
        eprintln!("there is no bash");
        return;
    };
    child.stdin.take().unwrap().write_all(&bash).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && text(&output.stdout).contains("tongguan"));
}

#[test]
fn the_manual_has_every_command() {
    let commands = ["demo", "serve", "submit", "receipts", "codes", "sample", "clock", "completions"];
    let page = text(&tongguan(&["man"]).stdout);
    let folder = tempfile::tempdir().unwrap();
    let written = tongguan(&["man", "--out", name(folder.path())]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    for command in commands {
        assert!(page.contains(command), "{command}");
        assert!(folder.path().join(format!("tongguan-{command}.1")).exists(), "{command}");
    }
    let shown = Command::new("man").args(["-l", name(&folder.path().join("tongguan.1"))]).output();
    match shown {
        Ok(shown) if shown.status.success() => assert!(text(&shown.stdout).contains("SUBCOMMANDS")),
        _ => eprintln!("there is no man that shows a file"),
    }
}

#[test]
fn help_and_version() {
    let alone = tongguan(&[]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(text(&alone.stderr).contains("First steps:"), "{}", text(&alone.stderr));
    let help = tongguan(&["help", "submit"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).contains("--expect"));
    let version = text(&tongguan(&["-V"]).stdout);
    assert!(version.starts_with(concat!("tongguan ", env!("CARGO_PKG_VERSION"))), "{version}");
}

#[test]
fn a_server_says_where_its_data_are_and_what_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let serve = |arguments: &[&str]| {
        let mut serve = command(&["serve", "--listen", "localhost:0", "--no-control"]);
        serve.args(arguments).current_dir(folder.path()).output().unwrap()
    };
    let refused = serve(&["--data", name(&file)]);
    let told = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(5), "{told}");
    assert!(told.contains(name(&file)) && told.contains("say --data DIR for another folder"), "{told}");
    let server = Server::ephemeral();
    let taken = command(&["serve", "--listen", &server.address, "--no-control"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!text(&taken.stderr).contains("the data are in"), "{}", text(&taken.stderr));

    let data = folder.path().join("data");
    let path = parcel(&folder, |_| {});
    let mut first = Server::start(&["--no-control", "--data", name(&data)]);
    assert_eq!(first.call(&["submit", name(&path)]).status.code(), Some(0));
    assert_eq!(first.terminate(), Some(0));
    let mut again = command(&["serve", "--listen", "localhost:0", "--no-control", "--data", name(&data)]);
    again.args(["--seed", "5", "--clock", "manual"]);
    let mut again = again.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(again.stderr.take().unwrap()).lines().map(Result::unwrap);
    let log: Vec<_> = log.take_while(|line| !line.contains(" ready address")).collect();
    again.kill().unwrap();
    again.wait().unwrap();
    assert!(log.iter().any(|line| line.contains("keeps its settings")), "{log:?}");
}
