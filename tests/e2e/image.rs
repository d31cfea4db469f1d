//! The image without Docker: the built program in a root of the release of Debian that the last stage of `Dockerfile` names, as
//! its user, with its command, judged by its health check. `.ci/run` makes the root with debootstrap.

use crate::compose::{image, read};
use crate::support::ports::free;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tongguan_testkit::skipped;

/// The user of the image.
const USER: u32 = 10_001;

/// The root, if there is one.
fn root() -> Option<PathBuf> {
    let root = std::env::var_os("TONGGUAN_IMAGE_ROOT").map(PathBuf::from)?;
    let says = std::fs::read_to_string(root.join("etc/os-release")).unwrap();
    let last = read("Dockerfile").lines().rfind(|line| line.starts_with("FROM ")).unwrap().to_owned();
    let release = last.strip_prefix("FROM debian:").unwrap().trim_end_matches("-slim").to_owned();
    assert!(says.contains(&format!("VERSION_CODENAME={release}")), "{release} is wanted: {says}");
    Some(root)
}

fn inside(root: &Path) -> Command {
    let mut command = Command::new("chroot");
    command.arg(format!("--userspec={USER}:{USER}")).arg(root).env_clear();
    command.env("PATH", "/usr/local/bin:/usr/bin:/usr/sbin");
    command
}

#[test]
fn the_image_starts() {
    let Some(root) = root() else {
        return skipped(
            "no root of Debian (TONGGUAN_IMAGE_ROOT; .ci/run makes one)",
            "TONGGUAN_REQUIRE_IMAGE",
        );
    };
    assert!(read("Dockerfile").contains(&format!("useradd --system --uid {USER} ")));
    // As a copy that nobody else starts meanwhile.
    let name = format!("tongguan-{}", std::process::id());
    let program = root.join("usr/local/bin").join(&name);
    std::fs::copy(env!("CARGO_BIN_EXE_tongguan"), &program).unwrap();
    let data = tempfile::tempdir_in(&root).unwrap();
    chown(data.path(), Some(USER), Some(USER)).unwrap();
    // Docker writes it into every container.
    std::fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n").unwrap();
    let version = inside(&root).args([&name, "--version"]).output().unwrap();
    assert!(version.status.success(), "{}", String::from_utf8_lossy(&version.stderr));

    let folder = format!("/{}", data.path().file_name().unwrap().to_str().unwrap());
    let here = |word: &String| match word.split_once("0.0.0.0:") {
        Some((flag, _)) => {
            format!("{flag}{}", free())
        }
        None => word.replace("/data", &folder),
    };
    let words: Vec<_> = image("CMD").iter().map(here).collect();
    let mut server = inside(&root).arg(&name).args(&words).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let port = ready["address"].as_str().unwrap().rsplit_once(':').unwrap().1.to_owned();
    // By name, which the libraries of that release look up.
    let check = image("HEALTHCHECK");
    let server_at = format!("http://localhost:{port}");
    let health = inside(&root).arg(&name).args(&check[1..]).args(["--server", &server_at]).output().unwrap();
    let stopped = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    let ended = server.wait().unwrap();
    std::fs::remove_file(program).unwrap();
    assert!(health.status.success(), "{}", String::from_utf8_lossy(&health.stderr));
    assert!(stopped.success() && ended.success(), "{ended}");
}
