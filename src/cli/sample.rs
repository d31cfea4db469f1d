//! `tongguan sample`: valid documents to begin with.

use super::exit::Failure;
use super::foreign;
use super::lang::{said, say};
use super::output::{Object, Out, ceb_message, message, pretty};
use clap::Args;
use getrandom::SysRng;
use rand_core::TryRng;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::intake::v1::SubmitStreamRequest;
use tongguan_scenario::{INVT_NO, kind_named, mode_sample, name_of, parcel_steps};
use tongguan_wire::document;

/// The numbers of parcels that nobody asks for by number: eight digits, so that two hardly ever meet.
const FRESH: u32 = 10_000_000;

/// Which documents, and how.
#[derive(Args, Debug)]
#[command(after_help = "\
A parcel is its papers, its arrival and its departure: three submissions, sent one after the other. On a manual clock,
send the departure (509) when the goods are released: customs rejects one that comes too early.
  tongguan sample > parcel.json && tongguan submit parcel.json      all the way to 899
  tongguan sample parcel --xml --out parcel && tongguan submit parcel/*
  tongguan sample 603 --mode 9810 --parcel 7
The same --parcel gives the same documents; without it every run gives new ones.")]
pub(crate) struct Arguments {
    /// parcel, the number of a message (303, 403, 505, 603, 607, 507, 509, 605, 701, 213, 215) or its name
    #[arg(value_name = "WHAT", default_value = "parcel", value_parser = what)]
    what: What,
    /// As CEB XML instead of JSON
    #[arg(long)]
    xml: bool,
    /// Number of the parcel, 1 to 99999999; every other number is made of it [default: a new one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99_999_999))]
    parcel: Option<u32>,
    /// Mode of supervision (监管方式)
    #[arg(long, value_name = "MODE", default_value = "9610", value_parser = ["9610", "9710", "9810", "1210"])]
    mode: String,
    /// Number of the declaration (清单编号) that 605, 701, 213 or 215 names [default: the first one of a new sandbox]
    #[arg(long, value_name = "NUMBER", value_parser = invt_no)]
    invt_no: Option<String>,
    /// Write a file for each message into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Parcel,
    One(DocumentKind),
}

fn what(text: &str) -> Result<What, String> {
    let of_message = |kind: &DocumentKind| kind.message().to_string() == text;
    let known = DocumentKind::ALL.into_iter().find(of_message).or_else(|| kind_named(text));
    match known {
        Some(kind) => Ok(What::One(kind)),
        None if text == "parcel" => Ok(What::Parcel),
        None => {
            let each =
                DocumentKind::ALL.map(|kind| said!("{} or {}", "{}（{}）", kind.message(), name_of(kind)));
            Err(said!("say parcel, {}", "须为 parcel 或以下之一：{}", each.join(say(", ", "、"))))
        }
    }
}

fn invt_no(text: &str) -> Result<String, String> {
    let fits = (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| text.to_owned())
        .ok_or_else(|| say("it has 1 to 18 letters and digits", "须为 1 至 18 位字母和数字").to_owned())
}

/// Whether a document names a declaration by its number.
const fn names_a_declaration(what: What) -> bool {
    use DocumentKind::{Cancellation, ReturnApplication, ReturnTally, SummaryApplication};
    matches!(what, What::One(Cancellation | SummaryApplication | ReturnApplication | ReturnTally))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    if arguments.invt_no.is_some() && !names_a_declaration(arguments.what) {
        return Err(Failure::new(say(
            "--invt-no is for 605, 701, 213 and 215, which name a declaration",
            "--invt-no 仅用于引用清单的 605、701、213 和 215",
        )));
    }
    let parcel = arguments.parcel.map_or_else(fresh, Ok)?;
    let steps: Vec<Vec<Document>> = steps(arguments.what, &arguments.mode)
        .into_iter()
        .map(|kinds| kinds.iter().map(|kind| document(*kind, parcel, arguments)).collect())
        .collect::<Result<_, _>>()?;
    let messages: Vec<&Document> = steps.iter().flatten().collect();
    match (&arguments.out, arguments.xml, &messages[..]) {
        (Some(folder), xml, _) => files(folder, xml, parcel, &messages, out),
        (None, true, [one]) => {
            let xml = xml(parcel, one)?;
            if !out.json() {
                return out.bytes(&xml);
            }
            let xml = String::from_utf8_lossy(&xml).into_owned();
            out.object(
                Object::new().with("event", "sample").with("message", one.kind().message()).with("xml", xml),
            )
        }
        (None, true, _) => {
            Err(Failure::new(say("a parcel is several XML messages", "一票包裹有多个 XML 报文"))
                .hint(say("say --out DIR, for a file each", "请用 --out 文件夹，每个报文一个文件")))
        }
        (None, false, [one]) if matches!(arguments.what, What::One(_)) => {
            shown("tongguan.document.v1.Document", &[document::write(one)], out)
        }
        (None, false, _) => {
            let submission = |documents: &Vec<Document>| SubmitStreamRequest {
                documents: documents.iter().map(document::write).collect(),
                ..Default::default()
            };
            let list: Vec<_> = steps.iter().map(submission).collect();
            shown("tongguan.intake.v1.SubmitStreamRequest", &list, out)
        }
    }
}

fn shown(name: &str, list: &[impl prost::Message], out: &mut Out) -> Result<(), Failure> {
    if !out.json() {
        return out.bytes(pretty(name, list)?.as_bytes());
    }
    list.iter().try_for_each(|one| out.line(message(name, one, true)?))
}

/// What is sent together.
fn steps(what: What, mode: &str) -> Vec<Vec<DocumentKind>> {
    match what {
        What::One(kind) => vec![vec![kind]],
        What::Parcel => parcel_steps(mode).unwrap_or_default(),
    }
}

fn document(kind: DocumentKind, parcel: u32, arguments: &Arguments) -> Result<Document, Failure> {
    let number = arguments.invt_no.as_deref().unwrap_or(INVT_NO);
    let made = mode_sample(kind, parcel, &arguments.mode, number);
    made.map_err(|(_, why)| Failure::new(format!("{}: {why}", say(kind.names().1, kind.names().0))))
}

fn xml(parcel: u32, document: &Document) -> Result<Vec<u8>, Failure> {
    let kind = document.kind();
    // A message number in front makes the guid of every message of a parcel its own.
    let number = u64::from(kind.message()) * 1_000_000_000 + u64::from(parcel);
    let message = ceb_message(MessageVersion::V202205, number, document);
    message.ok_or_else(|| {
        Failure::new(said!(
            "{} cannot be written as XML",
            "{} 不能写成 XML",
            say(kind.names().1, kind.names().0)
        ))
    })
}

/// Files that sort as they have to be sent. None is written over.
fn files(
    folder: &Path,
    as_xml: bool,
    parcel: u32,
    messages: &[&Document],
    out: &mut Out,
) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| foreign::unwritten(&path.display().to_string(), &error);
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let ending = if as_xml { "xml" } else { "json" };
    let path = |at: usize, kind: DocumentKind| {
        folder.join(format!("{at}-{}-{}.{ending}", kind.message(), name_of(kind)))
    };
    let paths: Vec<_> = (1..).zip(messages).map(|(at, one)| path(at, one.kind())).collect();
    // All of a parcel or nothing of it.
    if let Some(there) = paths.iter().find(|path| path.exists()) {
        return Err(failed(there, ErrorKind::AlreadyExists.into())
            .hint(say("say another folder, or remove the file", "请换一个文件夹，或删除该文件")));
    }
    for (path, one) in paths.into_iter().zip(messages) {
        let content = if as_xml {
            xml(parcel, one)?
        } else {
            let mut json = pretty("tongguan.document.v1.Document", &[document::write(one)])?.into_bytes();
            json.push(b'\n');
            json
        };
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(&content));
        written.map_err(|error| {
            failed(&path, error)
                .hint(say("say another folder, or remove the file", "请换一个文件夹，或删除该文件"))
        })?;
        let path = path.display().to_string();
        if out.json() {
            out.object(Object::new().with("event", "written").with("path", path))?;
        } else {
            out.line(path)?;
        }
    }
    Ok(())
}

fn fresh() -> Result<u32, Failure> {
    let drawn = SysRng
        .try_next_u32()
        .map_err(|error| Failure::new(said!("no random numbers: {error}", "无法取得随机数：{error}")))?;
    Ok(FRESH + drawn % (9 * FRESH))
}
