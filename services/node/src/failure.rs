//! Why a command was not done, as the problem document that the service would
//! answer with: each failure with its stable code.

use quarterday_bus::jetstream;
use quarterday_documents::import;
use quarterday_gateway::failure::{Code, of_ledger, of_nats};
use quarterday_ledger::{CheckpointError, key::KeyError};
use quarterday_proto::answer::Rejection;
use quarterday_proto::id::IdError;
use serde_json::{Value, json};

use crate::client::Refused;

/// A failure that is known by its code.
#[derive(Debug)]
pub struct Failure {
    code: Code,
    detail: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}

/// A failure with its code.
pub fn failed(code: Code, detail: impl Into<String>) -> anyhow::Error {
    let detail = detail.into();
    Failure { code, detail }.into()
}

/// A failure with its own code, or with this one where it has none.
pub fn failed_by(error: anyhow::Error, code: Code) -> anyhow::Error {
    if problem(&error)["code"] == Code::Internal.code() {
        failed(code, format!("{error:#}"))
    } else {
        error
    }
}

/// The problem document of what stopped a command.
pub fn problem(error: &anyhow::Error) -> Value {
    if let Some(refused) = find::<Refused>(error) {
        return refused.problem.clone();
    }
    if let Some(rejection) = find::<Rejection>(error) {
        return serde_json::to_value(rejection).unwrap_or_default();
    }
    let (code, name) = match code_of(error) {
        Ok(code) => (code.code(), code.name()),
        Err(word) => (word, word),
    };
    json!({ "code": code, "name": name, "detail": format!("{error:#}") })
}

/// The code of a failure, if it has one of its own.
pub fn code(error: &anyhow::Error) -> Option<Code> {
    let code = code_of(error).ok();
    code.filter(|code| *code != Code::Internal)
}

fn find<T: std::error::Error + 'static>(error: &anyhow::Error) -> Option<&T> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

/// The code of a failure; a word for what the asker named and is not there.
fn code_of(error: &anyhow::Error) -> Result<Code, &'static str> {
    if let Some(failure) = find::<Failure>(error) {
        return Ok(failure.code);
    }
    if let Some(error) = find::<quarterday_ledger::Error>(error) {
        return of_ledger(error).ok_or("no_such_place");
    }
    if let Some(error) = find::<jetstream::Error>(error) {
        return of_nats(error).ok_or("no_such_place");
    }
    if find::<CheckpointError>(error).is_some() {
        return Ok(Code::CheckpointInvalid);
    }
    if find::<KeyError>(error).is_some() {
        return Ok(Code::KeyUnusable);
    }
    if let Some(error) = find::<reqwest::Error>(error) {
        let reached = error.is_body() || error.is_decode();
        return Ok(if reached {
            Code::AnswerUnreadable
        } else {
            Code::ServerUnreachable
        });
    }
    if find::<import::Error>(error).is_some() {
        return Ok(Code::FileUnusable);
    }
    if find::<IdError>(error).is_some() {
        return Ok(Code::InvalidId);
    }
    if let Some(error) = find::<std::io::Error>(error) {
        use std::io::ErrorKind;
        return Ok(match error.kind() {
            ErrorKind::AddrInUse | ErrorKind::AddrNotAvailable => Code::AddressUnusable,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::DiskFull,
            _ => Code::FileUnusable,
        });
    }
    Ok(Code::Internal)
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    fn check(error: anyhow::Error, code: &str) {
        assert_eq!(problem(&error)["code"], code, "{error:#}");
        let wrapped = Err::<(), _>(error).context("while something was done");
        assert_eq!(problem(&wrapped.unwrap_err())["code"], code);
    }

    #[test]
    fn every_cause_has_its_code_however_deep_it_is() {
        use std::io::{Error, ErrorKind};
        check(failed(Code::NoData, "none"), "QF0009");
        check(Error::from(ErrorKind::NotFound).into(), "QF0011");
        check(Error::from(ErrorKind::AddrInUse).into(), "QF0019");
        check(Error::from(ErrorKind::StorageFull).into(), "QF0003");
        check(anyhow::anyhow!("whatever"), "QF0008");
        check(quarterday_ledger::Error::Poisoned.into(), "QF0006");
        let path = "lock".into();
        check(quarterday_ledger::Error::Locked { path }.into(), "QF0002");
        let beyond = quarterday_ledger::Error::NoSuchPlace { place: 9, last: 1 };
        check(beyond.into(), "no_such_place");
        check(CheckpointError::Malformed.into(), "QF0012");
        check(KeyError::Malformed.into(), "QF0014");
        let id = "Two Words".parse::<quarterday_proto::id::CouncilId>();
        check(id.unwrap_err().into(), "QF0020");
        let (name, stream) = (
            "qd-x".to_owned(),
            jetstream::Error::Settings("none".to_owned()),
        );
        check(jetstream::Error::NoStream { name }.into(), "QF0029");
        check(stream.into(), "QF0017");
        let poisoned = quarterday_ledger::Error::Poisoned;
        check(jetstream::Error::Ledger(poisoned).into(), "QF0006");
        let rejected = quarterday_domain::reject(quarterday_domain::Code::UnknownPlan, "none");
        check(rejected.into(), "QD0006");
    }

    #[test]
    fn a_code_of_its_own_goes_before_one_that_is_given() {
        let own = failed(Code::NoData, "none");
        check(failed_by(own, Code::ConfigurationInvalid), "QF0009");
        let none = anyhow::anyhow!("line 1");
        check(failed_by(none, Code::ConfigurationInvalid), "QF0017");
    }
}
