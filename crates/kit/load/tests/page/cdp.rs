//! A browser by its debugging pipe: JSON, a zero byte after each message. No port is opened, and no library is needed.

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Names of the program.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-pipe";

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    session: String,
    number: u64,
    /// What came without being asked for.
    pub(crate) events: Vec<Value>,
    _folder: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Starts one; `None` where there is none.
    pub(crate) fn start() -> Option<Self> {
        let there =
            |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
        let name = NAMES.into_iter().find(there)?;
        let folder = tempfile::tempdir().unwrap();
        let (inward, outward) = (folder.path().join("in"), folder.path().join("out"));
        assert!(Command::new("mkfifo").args([&inward, &outward]).status().unwrap().success());
        let profile = folder.path().join("profile");
        let line = format!(r#"exec {name} {FLAGS} --user-data-dir="$1" about:blank 3< "$2" 4> "$3""#);
        let mut command = Command::new("sh");
        command.args(["-c", &line, "sh"]).args([&profile, &inward, &outward]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let to = OpenOptions::new().write(true).open(inward).unwrap();
        let from = BufReader::new(File::open(outward).unwrap());
        let (session, events) = (String::new(), Vec::new());
        let mut browser = Self { child, to, from, session, number: 0, events, _folder: folder };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached = browser
            .call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        attached["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    fn next(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser has ended");
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Calls a method, and gives its result.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        self.to.write_all(&[message.to_string().as_bytes(), &[0]].concat()).unwrap();
        loop {
            let mut told = self.next();
            if told["id"] == self.number {
                assert!(told["error"].is_null(), "{method}: {told}");
                return told["result"].take();
            }
            self.events.push(told);
        }
    }

    /// Opens a file, and waits until it is loaded.
    pub(crate) fn open(&mut self, file: &Path) {
        self.events.clear();
        self.call("Page.navigate", &json!({ "url": format!("file://{}", file.display()) }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.next();
            self.events.push(event);
        }
    }

    /// The value of an expression.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let result =
            self.call("Runtime.evaluate", &json!({ "expression": expression, "returnByValue": true }));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Events of these methods.
    pub(crate) fn of(&self, methods: &[&str]) -> Vec<&Value> {
        let named = |event: &&Value| methods.iter().any(|method| event["method"] == *method);
        self.events.iter().filter(named).collect()
    }
}
