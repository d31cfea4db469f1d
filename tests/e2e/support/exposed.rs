//! The page of figures, read as strictly as its form allows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A family of figures: its type, and the labels that its rows have, without `le`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Family {
    pub(crate) kind: String,
    pub(crate) labels: BTreeSet<String>,
}

/// What is exposed.
#[derive(Debug, Default)]
pub(crate) struct Exposed {
    pub(crate) families: BTreeMap<String, Family>,
    rows: BTreeMap<String, f64>,
}

/// Says something to a listener, and everything that it says until it closes.
pub(crate) fn said(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // It may have heard enough before the end, and a reset is an end, too.
    let _ = stream.write_all(bytes);
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

/// The page at an address, as a text: in the plain form, or in that for which `accept` asks.
pub(crate) fn page(address: SocketAddr, accept: &str) -> String {
    let request =
        format!("GET /metrics HTTP/1.1\r\nhost: x\r\naccept: {accept}\r\nconnection: close\r\n\r\n");
    let answer = said(address, request.as_bytes());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP: {answer}"));
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    body.to_owned()
}

impl Exposed {
    /// The page at an address.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self::read(&page(address, "*/*"), "")
    }

    /// A page. `suffix` is what a family of counters does not say in its own name.
    pub(crate) fn read(page: &str, suffix: &str) -> Self {
        assert!(page.ends_with('\n'), "the last line ends");
        let (mut exposed, mut family, mut helped) = (Self::default(), String::new(), String::new());
        for line in page.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, text) = help.split_once(' ').unwrap();
                assert!(!text.is_empty(), "{line}");
                helped = name.to_owned();
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                assert_eq!(name, helped, "a type follows its help");
                assert!(is_name(name), "{name}");
                assert!(["counter", "gauge", "histogram", "info"].contains(&kind), "{line}");
                family = name.to_owned();
                let fresh = Family { kind: kind.to_owned(), ..Family::default() };
                assert!(exposed.families.insert(family.clone(), fresh).is_none(), "{name} comes once");
            } else {
                assert!(!line.starts_with('#') && !line.is_empty(), "{line:?}");
                exposed.row(line, &family, suffix);
            }
        }
        exposed.judge_histograms();
        exposed
    }

    fn row(&mut self, line: &str, family: &str, suffix: &str) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, labels_of(labels.strip_suffix('}').unwrap())),
            None => (series, Vec::new()),
        };
        let of = self.families.get_mut(family).unwrap();
        let rest = name.strip_prefix(family).unwrap_or_else(|| panic!("{name} stands among {family}"));
        match of.kind.as_str() {
            "counter" => assert_eq!((rest, value >= 0.0), (suffix, true), "{line}"),
            "gauge" => assert_eq!(rest, "", "{line}"),
            "info" => assert_eq!((rest, value), ("_info", 1.0), "{line}"),
            _ => assert!(["_bucket", "_sum", "_count"].contains(&rest), "{line}"),
        }
        let mut seen = BTreeSet::new();
        for (key, _) in &labels {
            assert!(is_name(key) && seen.insert(key.clone()), "{line}");
        }
        assert_eq!(seen.remove("le"), rest == "_bucket", "{line}");
        assert!(of.labels.is_empty() || of.labels == seen, "every row has the same labels: {line}");
        of.labels = seen;
        assert!(self.rows.insert(series.to_owned(), value).is_none(), "{series} comes once");
    }

    /// Buckets rise, and the last has all.
    fn judge_histograms(&self) {
        let mut histograms = BTreeMap::<_, Vec<_>>::new();
        for (series, count) in &self.rows {
            let Some((family, labels)) = series.split_once("_bucket{") else { continue };
            let labels = labels_of(labels.strip_suffix('}').unwrap());
            let (le, rest): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(key, _)| key == "le");
            histograms.entry((family, rest)).or_default().push((le[0].1.parse::<f64>().unwrap(), *count));
        }
        for ((family, labels), mut buckets) in histograms {
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{family} {labels:?}: {buckets:?}");
            let labels: Vec<_> = labels.iter().map(|(key, value)| format!("{key}=\"{value}\"")).collect();
            let labels: Vec<_> = labels.iter().map(String::as_str).collect();
            let all = (f64::INFINITY, self.sum(&format!("{family}_count"), &labels));
            assert_eq!(buckets.last(), Some(&all), "{family} {labels:?}");
            assert!(self.sum(&format!("{family}_sum"), &labels) >= 0.0);
        }
    }

    /// One figure, such as `tongguan_sandboxes` or `x_total{kind="waybill"}`.
    pub(crate) fn figure(&self, series: &str) -> Option<f64> {
        self.rows.get(series).copied()
    }

    /// The sum of all rows of a name that have these labels, written `key="value"`.
    pub(crate) fn sum(&self, name: &str, labels: &[&str]) -> f64 {
        let fits = |series: &str| {
            let (of, rest) = series.split_once('{').unwrap_or((series, ""));
            of == name && labels.iter().all(|label| rest.contains(label))
        };
        self.rows.iter().filter(|(series, _)| fits(series)).map(|(_, value)| *value).sum()
    }
}

fn is_name(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest)
}

/// The labels of `a="b",c="d"`, whose values we keep to plain words.
fn labels_of(text: &str) -> Vec<(String, String)> {
    let parts: Vec<_> = text.split(',').collect();
    let label = |part: &&str| {
        let (key, value) = part.split_once('=').unwrap_or_else(|| panic!("{text}"));
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap();
        assert!(!value.contains(['"', '\\', '\n']), "{text}");
        (key.to_owned(), value.to_owned())
    };
    parts.iter().map(label).collect()
}
