//! What the arguments ask for, and how its failure is told.

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use super::{Cli, Format, output};
use crate::client::Refused;
use crate::failure::problem;

/// What the arguments ask for.
pub struct Asked {
    /// The command.
    pub cli: Cli,
    /// Whether a program reads the answer, as JSON.
    pub programs_read: bool,
}

/// Reads the arguments; wrong usage ends the process with code 2.
pub fn arguments() -> Asked {
    let matches = Cli::command().get_matches();
    let programs_read = wants_json(&matches);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Asked { cli, programs_read }
}

/// Whether the command, however deep, is asked for JSON.
fn wants_json(matches: &ArgMatches) -> bool {
    if let Some((_, matches)) = matches.subcommand() {
        return wants_json(matches);
    }
    let format = matches.try_get_one::<Format>("format");
    matches!(format, Ok(Some(Format::Json | Format::Ndjson)))
}

/// Tells why a command was not done: in words on standard error and, where a
/// program reads the answer, as the problem document on standard output.
pub fn tell(error: &anyhow::Error, programs_read: bool) {
    let refused = Refused {
        problem: problem(error),
    };
    if !programs_read {
        output::say(refused);
        return;
    }
    output::say(refused.summary());
    if output::json(&refused.problem).is_err() {
        output::say(refused);
    }
}
