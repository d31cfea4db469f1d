//! Goal: every command of our pages does what the page says. What a block of `sh` prints is the block of `text` after it.
//!
//! A command that cannot be run here stands in `NOT_RUN`, with the reason; what prose names by the way is at least there.

use super::{PROGRAM, Server, text, tongguan};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use tongguan_domain::process::{Pace, Span};
use tongguan_testkit::skipped;

/// Commands of our pages that no test can run as they stand: the page (empty: all), how the command begins, and why.
const NOT_RUN: &[(&str, &str, &str)] = &[
    ("", "cd tongguan", "the tests are in a clone already"),
    ("", "cargo install --path . --locked", "cargo has built the program that is tested"),
    (
        "",
        "tongguan serve --ephemeral",
        "a server of the test runs; its address takes the place of the usual one",
    ),
    ("", "cargo run --release -- serve --ephemeral", "the same"),
    ("", "cargo test --workspace", "this is one of its tests"),
    ("", "cargo xtask", "builds and tests everything; the pages that it writes have tests of their own"),
    ("", "cargo bench", "takes minutes, and a release build"),
    ("", "docker compose up", "needs a daemon of Docker"),
    ("docs/identity.md", "tongguan serve", "runs until it is stopped; tests/identity starts such servers"),
    ("docs/tls.md", "tongguan serve", "runs until it is stopped; tests/tls starts such servers"),
    ("docs/processes.md", "tongguan serve", "fixed ports; tests/cli/processes.rs does it with free ones"),
    ("docs/metrics.md", "tongguan serve", "runs until it is stopped; tests/e2e/figures.rs reads its page"),
    (
        "docs/metrics.md",
        "docker compose --profile watch",
        "needs a daemon of Docker; tests/e2e/compose.rs looks at its files",
    ),
    ("docs/traces.md", "tongguan serve", "runs until it is stopped; tests/e2e/traces.rs has a collector"),
    ("docs/traces.md", "docker run", "needs a daemon of Docker"),
    ("docs/traces.md", "cargo build --no-default-features", "builds everything once more"),
    (
        "docs/risk.md",
        "cargo run --release -p tongguan-risk --example rate",
        "a measurement, and a release build",
    ),
    (
        "docs/risk.md",
        "tongguan serve",
        "runs until it is stopped; tests/e2e/risk_profile.rs has such servers",
    ),
    (
        "docs/risk.md",
        "tongguan risk profile check mine.toml",
        "a file of the reader; tests/cli/risk.rs has its own",
    ),
    ("docs/risk.md", "tongguan risk profile diff typical mine.toml", "the same"),
    ("docs/risk.md", "tongguan risk whatif mine.toml", "the same"),
    (
        "docs/risk.md",
        "cargo test --release -p tongguan-screening --test latency",
        "a measurement, and a release build",
    ),
    ("docs/risk.md", "tongguan risk profile load mine.toml", "the same; tests/cli/risk.rs loads its own"),
    ("docs/risk.md", "tongguan risk profile show --sandbox mine", "the same"),
    ("docs/risk.md", "tongguan risk profile load --clear", "the same"),
    (
        "docs/risk.md",
        "python examples/python",
        "serves until it is stopped; tests/examples/servers.rs has both",
    ),
    (
        "docs/risk.md",
        "tongguan officer result",
        "needs a declaration in inspection; tests/e2e/officer.rs has some",
    ),
    ("docs/risk.md", "cargo test -p tongguan-rehearsal", "the test itself runs with all others"),
    (
        "docs/load.md",
        "cargo run -p tongguan-load --example",
        "a measurement; crates/kit/load/tests has what can be tested of it",
    ),
    ("docs/ci.md", "pip install", ".ci/run installs the same packages"),
    ("docs/ci.md", "pytest examples/pytest", "tests/examples/pytest.rs runs the suite, both ways"),
    (
        "docs/compatibility.md",
        "npx --package @bufbuild/buf buf breaking",
        "needs a tag; .ci/run does it where there is one",
    ),
    (
        "docs/transports.md",
        "tongguan serve --http",
        "fixed ports; tests/transports/http.rs does it with free ones",
    ),
    ("docs/transports.md", "curl", "talks to that server; tests/transports/http.rs has the same forms"),
    (
        "docs/transports.md",
        "tongguan serve --folder-in",
        "runs until it is stopped; tests/transports/folders.rs does it",
    ),
    ("docs/transports.md", "tongguan serve --amqp", "needs a broker; tests/transports/amqp.rs starts one"),
];

/// The address in the pages where JSON is.
const JSON: &str = "127.0.0.1:50053";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    std::fs::read_to_string(root().join(page)).unwrap()
}

/// README in both languages, and every page of `docs`.
fn pages() -> Vec<String> {
    let names = std::fs::read_dir(root().join("docs")).unwrap();
    let names = names.map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()));
    let mut pages: Vec<_> =
        names.filter(|name| Path::new(name).extension().is_some_and(|e| e == "md")).collect();
    pages.extend(["README.md".to_owned(), "README.zh-CN.md".to_owned()]);
    pages.sort();
    pages
}

/// The commands of the blocks of `sh`.
fn commands(text: &str) -> Vec<&str> {
    let mut lines = text.lines();
    let mut found = Vec::new();
    while lines.any(|line| line == "```sh") {
        found.extend(lines.by_ref().take_while(|line| *line != "```"));
    }
    found
}

fn not_run(page: &str, command: &str) -> bool {
    NOT_RUN.iter().any(|(of, begin, _)| (of.is_empty() || *of == page) && command.starts_with(begin))
}

/// A page with what its commands print; `None`, and said so, where curl is missing.
pub(crate) fn played(page: &str) -> Option<String> {
    let found = read(page);
    if commands(&found).iter().any(|command| command.contains("curl ")) && !curl() {
        return None;
    }
    if commands(&found).iter().any(|command| command.starts_with("openssl ")) && !openssl() {
        return None;
    }
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let (mut written, mut printed) = (String::new(), String::new());
    let from = Instant::now();
    let mut lines = found.lines();
    while let Some(line) = lines.next() {
        written += &format!("{line}\n");
        match line {
            "```sh" => {
                printed.clear();
                for command in lines.by_ref().take_while(|line| *line != "```") {
                    written += &format!("{command}\n");
                    if !not_run(page, command) {
                        printed += &run(command, language(page), &server, folder.path());
                    }
                }
                written += "```\n";
            }
            "```text" => {
                lines.by_ref().take_while(|line| *line != "```").for_each(drop);
                written += &format!("{}\n```\n", printed.trim_end());
            }
            _ => {}
        }
    }
    println!("{page}: {} ms", from.elapsed().as_millis());
    Some(written)
}

fn openssl() -> bool {
    let able = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !able {
        skipped("no openssl", "TONGGUAN_REQUIRE_OPENSSL");
    }
    able
}

fn curl() -> bool {
    let able = Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
    if !able {
        skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    able
}

/// The language that is spoken to the readers of a page; a Chinese one has its reader set the variable.
fn language(page: &str) -> &'static str {
    if page.contains(".zh-CN.") { "zh" } else { "en" }
}

/// One line of shell in this folder, against this server.
fn run(command: &str, language: &str, server: &Server, folder: &Path) -> String {
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let here = command.replace(JSON, &server.json).replace("cargo run --release --", "tongguan");
    let output = Command::new("sh")
        .args(["-c", &here])
        .current_dir(folder)
        .env("PATH", path)
        .env("TONGGUAN_SERVER", &server.address)
        .env("TONGGUAN_CONTROL", &server.control)
        .env("LC_ALL", "C.UTF-8")
        .env("TONGGUAN_LANG", language)
        .env_remove("TONGGUAN_SANDBOX")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The page is as it was played; `UPDATE_DOCS=1` writes it.
pub(crate) fn fresh(page: &str, wanted: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(root().join(page), wanted).unwrap();
    }
    assert!(read(page) == wanted, "{page} is stale: UPDATE_DOCS=1 cargo test --test cli\n{wanted}");
}

/// `docs/start.md` has a test of its own.
#[test]
fn every_command_runs() {
    for page in pages().iter().filter(|page| !page.contains("/start.")) {
        if commands(&read(page)).iter().any(|command| !not_run(page, command)) {
            let Some(wanted) = played(page) else { return };
            fresh(page, &wanted);
        }
    }
}

#[test]
fn what_is_not_run_is_on_a_page() {
    let pages = pages();
    for (of, begin, why) in NOT_RUN {
        let named = |page: &String| {
            let found = read(page);
            commands(&found).iter().chain(&quoted(&found)).any(|line| line.starts_with(begin))
        };
        let mut places = pages.iter().filter(|page| of.is_empty() || page == of);
        assert!(places.any(named), "{begin}: {why}");
    }
}

/// `tongguan …` between backticks: the command is there, and so are its flags.
#[test]
fn what_prose_names_exists() {
    let mut seen = BTreeSet::new();
    for page in pages().iter().filter(|page| *page != "docs/codes.md" && *page != "docs/outcomes.md") {
        let found = read(page);
        for named in quoted(&found).into_iter().filter_map(|code| code.strip_prefix("tongguan ")) {
            let words: Vec<_> = named.split([' ', '=', '[', ']']).filter(|word| !word.is_empty()).collect();
            let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            let is_name = |word: &&&str| !word.starts_with('-') && word.bytes().all(letter);
            let mut path: Vec<_> = words.iter().take_while(is_name).take(2).copied().collect();
            let mut help = help(&path);
            if help.is_none() && path.len() == 2 {
                // The second word is a value.
                path.pop();
                help = self::help(&path);
            }
            let help = help.unwrap_or_else(|| panic!("{page}: tongguan {named}: no such command"));
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{page}: tongguan {named}: no flag {flag}");
            }
            seen.insert(path.join(" "));
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}

/// Programs of others that prose names between backticks.
#[test]
fn what_prose_runs_otherwise_is_listed() {
    let foreign = ["cargo ", "docker ", "npm ", "npx ", "pip ", "curl http"];
    for page in pages() {
        let found = read(&page);
        let named =
            quoted(&found).into_iter().filter(|code| foreign.iter().any(|begin| code.starts_with(begin)));
        for named in named {
            let elsewhere = not_run(&page, named) || commands(&found).contains(&named);
            assert!(elsewhere, "{page}: {named}: list it in NOT_RUN, with the reason");
        }
    }
}

fn help(path: &[&str]) -> Option<String> {
    let output = tongguan(&[path, &["--help"]].concat());
    output.status.success().then(|| text(&output.stdout))
}

/// Headings by their level, in order.
fn headings(page: &str) -> Vec<usize> {
    prose(page).iter().filter(|line| line.starts_with('#')).map(|line| line.find(' ').unwrap()).collect()
}

/// Lines outside of blocks.
fn prose(page: &str) -> Vec<&str> {
    let mut inside = false;
    let outside = |line: &&str| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    };
    page.lines().filter(outside).collect()
}

/// What prose has between backticks.
fn quoted(page: &str) -> Vec<&str> {
    prose(page).into_iter().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Blocks with what they begin with; comments are in the language of the page, and so is a block without a language, and
/// what a command prints.
fn blocks(page: &str) -> Vec<Vec<&str>> {
    let mut lines = page.lines();
    let mut found = Vec::new();
    while let Some(fence) = lines.find(|line| line.starts_with("```")) {
        let block = lines.by_ref().take_while(|line| *line != "```");
        let mut kept = vec![fence];
        if !matches!(fence, "```" | "```text") {
            kept.extend(block.map(|line| line.split(" #").next().unwrap_or_default().trim_end()));
        } else {
            block.for_each(drop);
        }
        found.push(kept);
    }
    found
}

/// Targets of links in order.
fn links(page: &str, counted: fn(&str) -> String) -> Vec<String> {
    let targets = page.lines().flat_map(|line| line.split("](").skip(1));
    targets.filter_map(|rest| rest.split(')').next()).map(counted).collect()
}

/// Commands of the table, the first word after `tongguan`.
fn table(page: &str) -> Vec<&str> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `tongguan "));
    rows.filter_map(|row| row.split(['`', ' ']).next()).collect()
}

#[test]
fn both_languages_say_the_same() {
    for (english, chinese) in [("README.md", "README.zh-CN.md"), ("docs/start.md", "docs/start.zh-CN.md")] {
        assert!(root().join(chinese).exists());
        let (english, chinese) = (read(english), read(chinese));
        assert_eq!(headings(&english), headings(&chinese));
        assert_eq!(blocks(&english), blocks(&chinese));
        assert_eq!(table(&english), table(&chinese));
        // A page counts as the same in either language.
        let same = |target: &str| target.replace(".zh-CN.md", ".md");
        let told = |page: &str| links(page, same).into_iter().skip(1).collect::<Vec<_>>();
        assert_eq!(told(&english), told(&chinese));
    }
}

/// Where there is a Chinese page, the Chinese page leads to it.
#[test]
fn chinese_pages_lead_to_chinese_pages() {
    for page in pages().iter().filter(|page| page.contains(".zh-CN.")) {
        let folder = Path::new(page).parent().unwrap();
        let found = links(&read(page), |target| target.to_owned());
        for target in found.iter().filter(|target| target.ends_with(".md") && !target.contains(".zh-CN.")) {
            let chinese = folder.join(target.replace(".md", ".zh-CN.md"));
            assert!(Path::new(page) == chinese || !root().join(&chinese).exists(), "{page}: {target}");
        }
    }
}

/// The spans of `docs/process.md` are those of the program, in its table and in its picture.
#[test]
fn the_process_takes_as_long_as_the_page_says() {
    let page = read("docs/process.md");
    let pace = Pace::default();
    let rows: [(&str, Span); 10] = [
        ("sending", pace.send),
        ("comparison", pace.match_documents),
        ("review without a person", pace.automatic_review),
        ("review by a person", pace.manual_review),
        ("suspension", pace.suspension),
        ("arrival, departure", pace.accept_movement),
        ("release", pace.release),
        ("inspection", pace.inspection),
        ("closing", pace.close),
        ("numbers of the declaration form", pace.form_number),
    ];
    for (stage, span) in rows {
        let row = page.lines().find(|line| line.starts_with(&format!("| {stage} |"))).expect(stage);
        let (least, most) = (told(span.least), told(span.most));
        assert!(row.ends_with(&format!("| {least} | {most} |")), "{row}: {span:?}");
        // The picture leaves a unit out where both have the same; it shows the way of one declaration.
        let (number, unit) = least.split_once(' ').unwrap();
        let least = if most.ends_with(unit) { number } else { &least };
        let other = ["suspension", "numbers of the declaration form"].contains(&stage);
        assert!(other || page.contains(&format!("{least} to {most}\n")), "{stage}: {least} to {most}");
    }
}

fn told(millis: i64) -> String {
    match millis / 1_000 {
        seconds if seconds >= 3_600 => format!("{} h", seconds / 3_600),
        seconds if seconds >= 60 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}
