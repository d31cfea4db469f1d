//! Five small readers of receipts, each written from a rule by which real receivers read, none with our own reader.

use quick_xml::Reader as Tokens;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::collections::BTreeMap;

const NAMESPACE: &str = "http://www.chinaport.gov.cn/ceb";
/// How far into a message a reader looks for its root.
const FIRST_BYTES: usize = 100;
/// Elements that name the document which is answered, in the order in which they are asked for.
const NUMBERS: [&str; 6] = ["orderNo", "copNo", "coElNo", "logisticsNo", "sumNo", "guid"];
/// Words by which receivers know the answer to a repeat, which says nothing about the document.
const REPEATS: [&str; 4] = ["清单数据已存在", "已存在", "重复发送", "处理失败"];

/// A way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Tells the kind by the root within the first 100 bytes; the file begins with its declaration.
    FirstBytes,
    /// Wants names without a prefix, as object mappers do.
    WithoutPrefix,
    /// Looks for `<returnStatus>` and `</returnStatus>`, and knows no XML.
    PlainPatterns,
    /// Resolves namespaces; takes any prefix.
    NamespaceByName,
    /// Of all receipts of a document the one with the latest time counts, in whatever order they come.
    LatestTime,
}

impl Reader {
    pub(crate) const ALL: [Self; 5] =
        [Self::FirstBytes, Self::WithoutPrefix, Self::PlainPatterns, Self::NamespaceByName, Self::LatestTime];

    /// What this reader makes of the receipts: `604 COP00000001` and its last status.
    pub(crate) fn states<'a>(self, letters: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
        let mut seen: Vec<Seen> = letters.filter_map(|letter| self.read(letter)).collect();
        if self == Self::LatestTime {
            // Only the time may decide.
            seen.reverse();
            seen.sort_by(|a, b| a.time.cmp(&b.time));
        }
        seen.retain(|one| !one.repeats());
        seen.into_iter().map(|one| (format!("{} {}", one.kind, one.number), one.status)).collect()
    }

    fn read(self, letter: &str) -> Option<Seen> {
        match self {
            Self::FirstBytes => {
                assert!(letter.starts_with("<?xml"), "it begins with something else: {letter:.20}");
                let first = letter.get(..FIRST_BYTES).unwrap_or(letter);
                patterns(first.split_once("<CEB")?.1.get(..3)?, letter)
            }
            Self::PlainPatterns => patterns(letter.split_once("<CEB")?.1.get(..3)?, letter),
            Self::WithoutPrefix => without_prefix(letter),
            Self::NamespaceByName | Self::LatestTime => by_namespace(letter),
        }
    }
}

/// One receipt.
#[derive(Debug)]
struct Seen {
    kind: String,
    number: String,
    status: String,
    time: String,
    info: String,
}

impl Seen {
    /// A copy of a request has no status and is passed over.
    fn new(kind: &str, value: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let status = value("returnStatus").or_else(|| value("decState"))?;
        Some(Self {
            kind: kind.to_owned(),
            number: NUMBERS.iter().find_map(|name| value(name).filter(|value| !value.is_empty()))?,
            status,
            time: value("returnTime").unwrap_or_default(),
            info: value("returnInfo").unwrap_or_default(),
        })
    }

    fn repeats(&self) -> bool {
        self.status.starts_with('-') && REPEATS.iter().any(|words| self.info.contains(words))
    }
}

fn patterns(kind: &str, letter: &str) -> Option<Seen> {
    Seen::new(kind, |name| {
        let (_, rest) = letter.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
    })
}

fn without_prefix(letter: &str) -> Option<Seen> {
    let mut tokens = Tokens::from_str(letter);
    let (mut kind, mut name, mut values) = (None, None, BTreeMap::<String, String>::new());
    loop {
        match tokens.read_event().expect("XML") {
            Event::Start(start) => {
                let now = start.name().as_ref().to_owned();
                kind.get_or_insert_with(|| now.clone());
                name = Some(now);
            }
            Event::Text(text) => {
                if let Some(name) = &name {
                    values.entry(name.clone()).or_insert_with(|| AsRef::<str>::as_ref(&text).to_owned());
                }
            }
            Event::End(_) => name = None,
            Event::Eof => break,
            _ => {}
        }
    }
    let kind = kind?;
    let kind = kind.strip_prefix("CEB")?.strip_suffix("Message")?;
    Seen::new(kind, |name| values.get(name).cloned())
}

fn by_namespace(letter: &str) -> Option<Seen> {
    let mut tokens = NsReader::from_str(letter);
    let (mut kind, mut name, mut values) = (None, None, BTreeMap::<String, String>::new());
    loop {
        match tokens.read_resolved_event().expect("XML") {
            (ResolveResult::Bound(space), Event::Start(start)) if space.as_ref() == NAMESPACE => {
                let now = start.local_name().as_ref().to_owned();
                kind.get_or_insert_with(|| now.clone());
                name = Some(now);
            }
            (_, Event::Start(_) | Event::End(_)) => name = None,
            (_, Event::Text(text)) => {
                if let Some(name) = &name {
                    values.entry(name.clone()).or_insert_with(|| AsRef::<str>::as_ref(&text).to_owned());
                }
            }
            (_, Event::Eof) => break,
            _ => {}
        }
    }
    let kind = kind?;
    let kind = kind.strip_prefix("CEB")?.strip_suffix("Message")?;
    Seen::new(kind, |name| values.get(name).cloned())
}
