//! `quarterday completions`.

use clap::{Args, CommandFactory as _};

use super::{Cli, output};

/// Print shell completions
///
/// For example: quarterday completions bash > /etc/bash_completion.d/quarterday
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// bash, zsh, fish, elvish or powershell
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "quarterday", &mut script);
        output::out_bytes(&script);
        Ok(())
    }
}
