//! `tongguan completions`: what a shell needs to complete this command line.

use super::exit::Failure;
use super::output::{Object, Out};
use clap::{Args, Command};
use clap_complete::{Shell, generate};

/// For which shell.
#[derive(Args, Debug)]
#[command(after_help = "\
  source <(tongguan completions bash)                                for this bash
  tongguan completions bash > ~/.local/share/bash-completion/completions/tongguan
  tongguan completions zsh > \"${fpath[1]}/_tongguan\"
  tongguan completions fish > ~/.config/fish/completions/tongguan.fish")]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut command: Command, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, "tongguan", &mut script);
    if !out.json() {
        return out.bytes(&script);
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    out.object(Object::new().with("shell", arguments.shell.to_string()).with("script", script))
}
