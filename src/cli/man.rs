//! `tongguan man`: the manual, for `man`.

use super::exit::Failure;
use super::foreign;
use super::lang::said;
use super::output::{Object, Out};
use clap::{Args, Command};
use clap_mangen::{Man, generate_to};
use std::path::PathBuf;

/// Where to.
#[derive(Args, Debug)]
#[command(after_help = "\
  tongguan man | man -l -                                            the first page
  tongguan man --out ~/.local/share/man/man1 && man tongguan-serve   a page for each command")]
pub(crate) struct Arguments {
    /// Write a page for each command into this folder, instead of the first page to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, mut command: Command, out: &mut Out) -> Result<(), Failure> {
    command.build();
    let Some(folder) = &arguments.out else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        if !out.json() {
            return out.bytes(&page);
        }
        return out.object(Object::new().with("page", String::from_utf8_lossy(&page).into_owned()));
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| generate_to(command, folder));
    let name = folder.display();
    written.map_err(|error| foreign::unwritten(&name.to_string(), &error))?;
    if out.json() {
        return out.object(Object::new().with("event", "written").with("path", name.to_string()));
    }
    out.line(said!("the manual is in {name}", "手册已写入 {name}"))
}
