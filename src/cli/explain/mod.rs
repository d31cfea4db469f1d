//! `tongguan explain`: what happened to a document, and why.

mod screening;

use super::connection::{Target, block_on};
use super::exit::Failure;
use super::follow::{self, show_waiting, show_warning, title};
use super::key::Key;
use super::output::{Object, Out, message, timeline, words};
use clap::Args;
use tongguan_domain::document::DocumentKind;
use tongguan_proto::intake::v1::{DocumentKey, document_key};

/// Which document.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Document id, preNo (电子口岸编号) or invtNo (清单编号)
    #[arg(value_name = "NUMBER", value_parser = Key::parse)]
    key: Key,
    #[command(flatten)]
    target: Target,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let client = arguments.target.connect().await?;
        let told = follow::explain(&client, arguments.key.clone().into()).await?;
        let accepted = told.summary.clone().unwrap_or_default().accepted.unwrap_or_default();
        let why = match words::kind(accepted.kind) {
            Some(DocumentKind::Declaration) => {
                let key = Some(document_key::Key::DocumentId(accepted.document_id));
                screening::ask(&client, DocumentKey { key }).await?
            }
            _ => None,
        };
        if out.json() {
            let object =
                Object::new().fields(&message("tongguan.intake.v1.ExplainDocumentResponse", &told, false)?);
            return out.object(match why {
                Some(why) => object.raw("screening", &why.json()?),
                None => object,
            });
        }
        title(&accepted, out)?;
        for step in &told.steps {
            timeline::step(out, accepted.document_id, words::kind(accepted.kind), step)?;
        }
        for warning in &told.warnings {
            show_warning("", warning, out)?;
        }
        if let Some(why) = why {
            why.show(out)?;
        }
        show_waiting(accepted.document_id, (&told.waiting_for, &told.waiting_for_zh), out)
    })
}
