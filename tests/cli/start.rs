//! Goal: the commands of `docs/start.md`, in English and in Chinese, do what the page shows. `UPDATE_DOCS=1` writes what
//! they print into the page.

use super::{PROGRAM, Server, text};
use std::path::Path;
use std::process::Command;

/// A page in pieces: prose, the commands of a block, and the place of what they print.
fn played(page: &str, server: &Server) -> String {
    let folder = tempfile::tempdir().unwrap();
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let (mut written, mut printed) = (String::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written += &format!("{line}\n");
        match line {
            "```sh" => {
                printed.clear();
                for command in lines.by_ref().take_while(|line| *line != "```") {
                    written += &format!("{command}\n");
                    // What installs and what runs until it is stopped is done already.
                    let done = ["cd ", "cargo ", "tongguan serve"];
                    if done.iter().any(|begin| command.starts_with(begin)) {
                        continue;
                    }
                    let output = Command::new("sh")
                        .args(["-c", command])
                        .current_dir(folder.path())
                        .env("PATH", &path)
                        .env("LC_ALL", "C.UTF-8")
                        .env_remove("TONGGUAN_LANG")
                        .env("TONGGUAN_SERVER", &server.address)
                        .env("TONGGUAN_CONTROL", &server.control)
                        .env_remove("TONGGUAN_SANDBOX")
                        .output()
                        .unwrap();
                    assert!(output.status.success(), "{command}: {}", text(&output.stderr));
                    printed += &text(&output.stdout);
                }
                written += "```\n";
            }
            "```text" => {
                lines.by_ref().take_while(|line| *line != "```").for_each(drop);
                written += &format!("{printed}```\n");
            }
            _ => {}
        }
    }
    written
}

#[test]
fn the_first_hour_is_as_the_page_says() {
    for page in ["start.md", "start.zh-CN.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
        let found = std::fs::read_to_string(&path).unwrap();
        let wanted = played(&found, &Server::ephemeral());
        assert!(wanted.contains("899"), "{page} ends with 899");
        if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
            std::fs::write(&path, &wanted).unwrap();
            continue;
        }
        assert!(found == wanted, "docs/{page} is stale: UPDATE_DOCS=1 cargo test --test cli\n{wanted}");
    }
}
