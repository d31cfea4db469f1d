//! `docs/api.md` is what the comments of `proto/` say.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use tongguan_identity::{Role, Roles};

/// Field numbers of the descriptors' own messages: the steps of a path to a comment.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const SERVICE: i32 = 6;
const PART: i32 = 2;

const HEAD: &str = "\
# API

Made from the comments of `proto/tongguan` (`cargo xtask docs`). The same by JSON, Connect and gRPC-Web: [json.md](json.md). What may change in it:
[compatibility.md](compatibility.md). Every reason and code: [codes.md](codes.md). Keys and roles: [identity.md](identity.md).

*optional* marks a field that can be told to be absent; a field without a mark that is empty, 0 or false was not said. `oneof NAME`: at most one of those.

";

/// One file with its comments, by the path of what they stand at.
struct Page<'a> {
    file: &'a FileDescriptorProto,
    comments: BTreeMap<&'a [i32], String>,
    text: String,
}

/// The anchor of a type or method: its full name without dots before it.
fn anchor(name: &str) -> &str {
    name.trim_start_matches('.')
}

/// A type of ours with a link, any other with its name.
fn linked(name: &str) -> String {
    let name = anchor(name);
    let short = name.rsplit('.').next().unwrap_or(name);
    if name.starts_with("tongguan.") { format!("[{short}](#{name})") } else { format!("`{name}`") }
}

/// A comment as one cell of a table, or one paragraph: what looks like HTML is none.
fn flowing(comment: &str) -> String {
    let text = comment.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    text.trim().replace('<', "&lt;").replace('|', "\\|")
}

impl<'a> Page<'a> {
    fn new(file: &'a FileDescriptorProto) -> Self {
        let info = file.source_code_info.as_ref().unwrap();
        let told = |location: &'a prost_types::source_code_info::Location| {
            let comment = location.leading_comments.as_deref()?;
            Some((&location.path[..], flowing(comment)))
        };
        Self { file, comments: info.location.iter().filter_map(told).collect(), text: String::new() }
    }

    /// What stands at this path. Everything has a comment.
    fn comment(&self, path: &[i32]) -> &str {
        self.comments.get(path).unwrap_or_else(|| panic!("no comment: {} {path:?}", self.file.name()))
    }

    fn heading(&mut self, kind: &str, name: &str, comment: &str) {
        let full = format!("{}.{name}", self.file.package());
        write!(self.text, "### {kind} {name}\n\n<a id=\"{full}\"></a>{comment}\n\n").unwrap();
    }

    fn services(&mut self) {
        for (at, service) in (0..).zip(&self.file.service) {
            let comment = self.comment(&[SERVICE, at]).to_owned();
            self.heading("service", service.name(), &comment);
            self.text +=
                "| method | takes | gives | with keys, who may | what it does |\n|---|---|---|---|---|\n";
            for (number, method) in (0..).zip(&service.method) {
                let stream = |streams: bool| if streams { "stream of " } else { "" };
                let row = format!(
                    "| <a id=\"{0}.{1}.{2}\"></a>`{2}` | {3}{4} | {5}{6} | {7} | {8} |\n",
                    self.file.package(),
                    service.name(),
                    method.name(),
                    stream(method.client_streaming()),
                    linked(method.input_type()),
                    stream(method.server_streaming()),
                    linked(method.output_type()),
                    may(&format!("/{}.{}/{}", self.file.package(), service.name(), method.name())),
                    self.comment(&[SERVICE, at, PART, number]),
                );
                self.text += &row;
            }
            self.text += "\n";
        }
    }

    fn messages(&mut self) {
        for (at, message) in (0..).zip(&self.file.message_type) {
            let comment = self.comment(&[MESSAGE, at]).to_owned();
            self.heading("message", message.name(), &comment);
            if message.field.is_empty() {
                continue;
            }
            self.text += "| | field | type | what it says |\n|---|---|---|---|\n";
            for (number, field) in (0..).zip(&message.field) {
                let comment = self.comment(&[MESSAGE, at, PART, number]);
                let row = format!(
                    "| {} | `{}` | {} | {comment} |\n",
                    field.number(),
                    field.name(),
                    kind_of(message, field)
                );
                self.text += &row;
            }
            self.text += "\n";
        }
    }

    fn enums(&mut self) {
        for (at, one) in (0..).zip(&self.file.enum_type) {
            let comment = self.comment(&[ENUM, at]).to_owned();
            self.heading("enum", one.name(), &comment);
            self.values(at, one);
        }
    }

    fn values(&mut self, at: i32, one: &EnumDescriptorProto) {
        self.text += "| | value | what it says |\n|---|---|---|\n";
        for (number, value) in (0..).zip(&one.value) {
            let comment = self.comment(&[ENUM, at, PART, number]);
            let row = format!("| {} | `{}` | {comment} |\n", value.number(), value.name());
            self.text += &row;
        }
        self.text += "\n";
    }
}

/// The roles that may call a method.
fn may(path: &str) -> String {
    let methods = tongguan_wire::access::methods(tongguan_proto::DESCRIPTORS).unwrap();
    let found = methods.into_iter().find(|method| method.path == path).unwrap();
    let roles = found.roles.unwrap_or_default().into_iter();
    roles.map(|number| Role::numbered(number).unwrap()).collect::<Roles>().to_string()
}

/// The type of a field in words.
fn kind_of(message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let entry = message.nested_type.iter().find(|nested| {
        nested.options.as_ref().is_some_and(|options| options.map_entry())
            && field.type_name().ends_with(&format!(".{}.{}", message.name(), nested.name()))
    });
    if let Some(entry) = entry {
        let [key, value] = &entry.field[..] else { panic!("a map has a key and a value") };
        return format!("map from {} to {}", plain(key), plain(value));
    }
    let kind = plain(field);
    if field.proto3_optional() {
        return format!("optional {kind}");
    }
    if field.label() == Label::Repeated {
        return format!("repeated {kind}");
    }
    match field.oneof_index {
        Some(index) => {
            let index = usize::try_from(index).unwrap();
            format!("{kind}, oneof `{}`", message.oneof_decl[index].name())
        }
        None => kind,
    }
}

fn plain(field: &FieldDescriptorProto) -> String {
    match field.r#type() {
        Type::Message | Type::Enum => linked(field.type_name()),
        scalar => scalar.as_str_name().trim_start_matches("TYPE_").to_lowercase(),
    }
}

/// The whole page: services first, then what they share.
fn page() -> String {
    let descriptors: FileDescriptorSet = prost::Message::decode(tongguan_proto::DESCRIPTORS).unwrap();
    let files: Vec<_> = descriptors.file.iter().filter(|f| f.package().starts_with("tongguan.")).collect();
    let mut packages: Vec<_> = files.iter().map(|file| file.package()).collect();
    packages.sort_by_key(|package| (order(package), *package));
    packages.dedup();
    let mut text = HEAD.to_owned();
    for package in &packages {
        writeln!(text, "- [`{package}`](#{package})").unwrap();
    }
    for package in packages {
        write!(text, "\n## {package}\n\n<a id=\"{package}\"></a>\n").unwrap();
        let mut files: Vec<_> = files.iter().filter(|file| file.package() == package).collect();
        files.sort_by_key(|file| file.name());
        for file in files {
            let mut page = Page::new(file);
            page.services();
            page.messages();
            page.enums();
            write!(text, "\nFrom `proto/{}`:\n\n{}", file.name(), page.text.trim_end()).unwrap();
            text += "\n";
        }
    }
    text
}

/// What a newcomer needs first: intake, exchange, sandboxes, then the rest, then what all of them share.
fn order(package: &str) -> usize {
    let first = ["tongguan.intake.v1", "tongguan.exchange.v1", "tongguan.sandbox.v1"];
    let last = usize::from(package == "tongguan.document.v1");
    first.iter().position(|name| *name == package).unwrap_or(first.len() + last)
}

#[test]
fn the_api_page_is_fresh() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/api.md is old: cargo xtask docs");
}

/// Each link of the page leads to an anchor of the page.
#[test]
fn every_type_is_on_the_page() {
    let page = page();
    for target in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert_eq!(page.matches(&format!("<a id=\"{target}\"></a>")).count(), 1, "{target}");
    }
}
