//! How the user starts this program, for commands that are printed to be run.

use std::path::Path;

/// A command that the user can run as it stands.
pub(crate) fn command(arguments: impl std::fmt::Display) -> String {
    let started_by = std::env::args().next().unwrap_or_default();
    let by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").is_some();
    format!("{} {arguments}", name(&started_by, by_cargo))
}

/// The program as the user names it: by its path, by its bare name where the
/// shell found it, or by Cargo.
fn name(started_by: &str, by_cargo: bool) -> String {
    if by_cargo {
        let profile = Path::new(started_by).parent().and_then(Path::file_name);
        return match profile.and_then(|profile| profile.to_str()) {
            None | Some("debug") => "cargo run --locked --quiet --".to_owned(),
            Some("release") => "cargo run --locked --quiet --release --".to_owned(),
            Some(other) => format!("cargo run --locked --quiet --profile {other} --"),
        };
    }
    if started_by.is_empty() {
        return "quarterday".to_owned();
    }
    quoted(started_by)
}

/// A word as a shell takes it for one.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_command_is_one_that_can_be_run() {
        for (started_by, by_cargo, expected) in [
            ("quarterday", false, "quarterday"),
            ("", false, "quarterday"),
            (
                "./target/debug/quarterday",
                false,
                "./target/debug/quarterday",
            ),
            ("/opt/quarter day/q", false, "'/opt/quarter day/q'"),
            (
                "target/debug/quarterday",
                true,
                "cargo run --locked --quiet --",
            ),
            (
                "target/release/quarterday",
                true,
                "cargo run --locked --quiet --release --",
            ),
            (
                "target/quick/quarterday",
                true,
                "cargo run --locked --quiet --profile quick --",
            ),
        ] {
            assert_eq!(name(started_by, by_cargo), expected);
        }
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
