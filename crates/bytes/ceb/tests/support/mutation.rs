//! Good messages with one change each.

use super::{GUID, full_document, subscribers, transfer};
use tongguan_ceb::write_request;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::record::{Field, Form};
use tongguan_domain::version::MessageVersion;

/// A message that may be wrong.
pub(crate) struct Mutant {
    /// File name: number of the message, of the element, and what was done.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether the reader and the judge are known to say different things about it: the domain counts in whole numbers
    /// from 0, where `xs:int` may be negative, and libxml2 does not collapse the white space around an `xs:int`,
    /// although XML Schema says so.
    pub(crate) disputed: bool,
}

const LENGTHS: [usize; 29] = [
    1, 2, 3, 4, 5, 10, 11, 14, 18, 19, 20, 21, 30, 31, 32, 33, 36, 37, 38, 50, 51, 60, 61, 80, 81, 100, 101,
    200, 250,
];
const LONG: [usize; 3] = [251, 1_000, 1_001];
const VALUES: [&str; 12] = [
    "-1",
    "1.12345",
    "1.123456",
    "12345678901234.12345",
    "+1.50",
    ".5",
    "5.",
    "1e2",
    "NaN",
    "0001",
    "123456",
    "1 1",
];

/// Every element of a full message left out, doubled, emptied, blanked, lengthened, given other values and put behind
/// its neighbour.
pub(crate) fn mutants(version: MessageVersion, kind: DocumentKind) -> Vec<Mutant> {
    let document = full_document(version, kind, 2);
    let good = write_request(version, GUID, &[document], &transfer(), &subscribers()[..1]).unwrap();
    let extension = "<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version><ceb:Message><ceb:x/>\
        </ceb:Message></ceb:ExtendMessage></ceb:CEB";
    let good = String::from_utf8(good).unwrap().replace("</ceb:CEB", extension);
    let mut mutants = Vec::new();
    for (number, (from, to)) in elements(&good).into_iter().enumerate() {
        let (before, element, after) = (&good[..from], &good[from..to], &good[to..]);
        let name = element[1..].split('>').next().unwrap();
        let inner = &element[name.len() + 2..element.len() - name.len() - 3];
        let integer = is_integer(kind, version, name.trim_start_matches("ceb:"));
        let mut add = |change: &str, text: String| {
            // xs:int may be negative; the note of the schema, not its type, says what a subscription may be.
            let disputed = integer && matches!(change, "-1" | "space") || name == "ceb:status";
            let name = format!("{}-{number}-{change}.xml", kind.message());
            mutants.push(Mutant { name, bytes: format!("{before}{text}{after}").into_bytes(), disputed });
        };
        add("gone", String::new());
        add("twice", format!("{element}{element}"));
        add("empty", format!("<{name}/>"));
        add("blank", format!("<{name}> </{name}>"));
        add("comment", format!("<{name}><!-- x --></{name}>"));
        add("space", format!("<{name}> \n{inner}\t</{name}>"));
        add("tail", format!("<{name}>{inner}中1</{name}>"));
        add("attribute", format!("<{name} x='1'>{inner}</{name}>"));
        add("stray", format!("x{element}"));
        add("foreign", format!("<{name}1/>{element}"));
        if !inner.contains('<') {
            for length in LENGTHS.into_iter().chain(LONG) {
                add(&format!("n{length}"), format!("<{name}>{}</{name}>", "1".repeat(length)));
            }
            for value in VALUES {
                add(value, format!("<{name}>{value}</{name}>"));
            }
        }
        if let Some(next) = elements(after).first().filter(|next| next.0 == 0) {
            let (other, rest) = after.split_at(next.1);
            let bytes = format!("{before}{other}{element}{rest}").into_bytes();
            let name = format!("{}-{number}-swapped.xml", kind.message());
            mutants.push(Mutant { name, bytes, disputed: false });
        }
    }
    mutants
}

fn is_integer(kind: DocumentKind, version: MessageVersion, element: &str) -> bool {
    let named = |field: &&Field| field.element == element;
    let field = kind.head_fields().iter().chain(kind.line_fields()).find(named);
    field.is_some_and(|field| matches!(field.facets(version).form, Form::Integer { .. }))
}

/// Where the elements of a message that this crate wrote begin and end, without the root.
fn elements(message: &str) -> Vec<(usize, usize)> {
    message
        .match_indices("<ceb:")
        .filter_map(|(from, _)| {
            let name = message.get(from + 1..)?.split('>').next()?;
            let end = format!("</{name}>");
            let to = from + message.get(from..)?.find(&end)? + end.len();
            (!name.contains(' ')).then_some((from, to))
        })
        .collect()
}
